package dev.oriel;

import dev.oriel.ffmpeg.Libraries;
import dev.oriel.limits.MemoryShares;
import dev.oriel.web.Unready;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// The causes for which a server does not do all that it is there for.
///
/// Threads: any.
///
/// @param settings what is wrong with the settings
/// @param bus      what is wrong with the bus; empty for nothing
record Readiness(Supplier<List<String>> settings, Admission admission, ServerIdentity identity, Supplier<String> bus,
        MemoryShares memory) {

    List<Unready> causes() {
        var all = new ArrayList<Unready>();
        settings.get().forEach(problem -> all.add(new Unready(Unready.Cause.SETTINGS, problem)));
        add(all, Unready.Cause.ACCOUNTS, admission.problem());
        add(all, Unready.Cause.KEYS, admission.keys().problem());
        add(all, Unready.Cause.CERTIFICATE, identity.problem());
        add(all, Unready.Cause.BUS, bus.get());
        add(all, Unready.Cause.MEMORY, memory.problem());
        add(all, Unready.Cause.LIBRARIES, Libraries.problem());
        return all;
    }

    private static void add(List<Unready> all, Unready.Cause cause, String details) {
        if (!details.isEmpty()) {
            all.add(new Unready(cause, details));
        }
    }
}
