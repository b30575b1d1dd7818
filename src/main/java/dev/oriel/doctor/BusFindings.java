package dev.oriel.doctor;

import dev.oriel.bus.BusPlan;
import dev.oriel.bus.BusTrial;
import dev.oriel.bus.BusUrl;
import dev.oriel.config.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Checks of Redis: it is reached, lets this program in, and permits all commands that are needed.
final class BusFindings {
    private BusFindings() {
    }

    static List<Finding> of(Examined examined, Machine machine) {
        var bus = examined.settings().bus();
        return bus == null ? List.of() : of(bus, machine);
    }

    private static List<Finding> of(Settings.Bus bus, Machine machine) {
        var caFile = bus.caFile();
        var url = BusUrl.parse(bus.url()).trusting(caFile == null ? null : Path.of(caFile));
        var subject = "redis " + url.masked();
        var found = new ArrayList<Finding>();
        try {
            var outcome = BusTrial.run(new BusPlan(url, bus.prefix(), bus.plain(), bus.helloWebsocket()),
                    machine.time().clocks().nanoTime());
            outcome.refused().forEach(words -> found.add(Finding.problem(subject, words, remedy(words))));
            if (found.isEmpty()) {
                found.add(Finding.ok(subject, outcome.version() + ", and all that is needed is permitted"));
            }
        } catch (IOException e) {
            var words = String.valueOf(e.getMessage());
            found.add(Finding.problem(subject, "no connection: " + words, remedy(words)));
        }
        return found;
    }

    private static String remedy(String words) {
        var lower = words.toLowerCase(Locale.ROOT);
        if (lower.contains("wrongpass") || lower.contains("noauth") || lower.contains("invalid password")) {
            return "bus.url with the user and the password of this Redis: redis://USER:PASSWORD@HOST:PORT";
        } else if (lower.contains("noperm")) {
            return "the line ACL SETUSER of docs/configuration.md, which permits all that is needed";
        } else if (lower.contains("oom")) {
            return "more memory for Redis (maxmemory), or maxmemory-policy allkeys-lru";
        } else if (lower.contains("readonly")) {
            return "the address of the primary, not of a replica";
        } else if (lower.contains("certificate")) {
            return "bus.caFile with the certificates of those who signed Redis's";
        }
        return "start Redis (sudo systemctl start redis-server), or mend host and port of bus.url";
    }
}
