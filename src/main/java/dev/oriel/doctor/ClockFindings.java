package dev.oriel.doctor;

import static java.time.temporal.ChronoUnit.SECONDS;

import dev.oriel.config.DataFiles;
import dev.oriel.time.Clocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Checks of the time of day: it can be right, goes on evenly, and is kept right by something.
final class ClockFindings {
    private static final String SUBJECT = "clock";
    private static final Duration WATCHED = Duration.ofMillis(200);
    private static final long JUMP_MILLIS = 100;
    private static final Duration AMISS = Duration.ofHours(1);
    private static final String SET = "sudo timedatectl set-ntp true, or sudo apt install systemd-timesyncd";

    private ClockFindings() {
    }

    static List<Finding> of(Examined examined, Machine.MachineClocks clocks) throws InterruptedException {
        var now = clocks.clocks().instant();
        for (var file : written(examined)) {
            var written = writtenAt(file);
            if (written.isAfter(now.plus(AMISS))) {
                return List.of(Finding.problem(SUBJECT, "it says " + now.truncatedTo(SECONDS) + ", and " + file
                        + " was written at " + written.truncatedTo(SECONDS)
                        + ": logins, certificates and the ages of pictures are judged wrongly", SET));
            }
        }
        long jumpMillis = jump(clocks.clocks());
        if (jumpMillis > JUMP_MILLIS) {
            return List.of(Finding.note(SUBJECT, "it jumped by " + jumpMillis + " ms within a moment",
                    "one program alone that sets it: chrony, systemd-timesyncd or a virtual machine's tools"));
        }
        return List.of(switch (clocks.sync().get()) {
            case SYNCHRONISED -> Finding.ok(SUBJECT, "synchronised");
            case ADRIFT -> Finding.note(SUBJECT,
                    "the kernel says that nothing keeps it right: ages of pictures of other machines drift", SET);
            case UNKNOWN -> Finding.ok(SUBJECT, "it goes evenly; whether it is synchronised is not known here");
        });
    }

    /// Files that were written before now if the clock is right: what this program was made of, and what it has kept.
    private static List<Path> written(Examined examined) {
        var all = new ArrayList<>(examined.files());
        all.addAll(DataFiles.all(examined.data()));
        var source = ClockFindings.class.getProtectionDomain().getCodeSource();
        if (source != null) {
            all.add(Path.of(source.getLocation().getPath()));
        }
        return all;
    }

    private static Instant writtenAt(Path file) {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) {
            return Instant.MIN;
        }
    }

    private static long jump(Clocks clocks) throws InterruptedException {
        var wall = clocks.instant();
        long nanos = clocks.nowNanos();
        Thread.sleep(WATCHED);
        long passedNanos = clocks.nowNanos() - nanos;
        return Math.abs(Duration.between(wall, clocks.instant()).toMillis() - passedNanos / 1_000_000);
    }
}
