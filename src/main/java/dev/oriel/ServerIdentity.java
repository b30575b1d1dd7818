package dev.oriel;

import dev.oriel.config.Settings;
import dev.oriel.tls.MachineNames;
import dev.oriel.tls.ServerTls;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The names of a server's machine and the certificate that proves them, both followed while it runs.
///
/// Threads: any. Blocking: [#start], [#lookAround] and [#lookAtCertificate], for the disk and the resolver.
final class ServerIdentity {
    private final Supplier<Settings> settings;
    private final @Nullable ServerTls tls;
    private volatile MachineNames machine = MachineNames.NONE;

    /// @param settings as they stand; where the certificate comes from is read once
    /// @param data     the data folder
    /// @param serves   false for a process that listens on no port
    ServerIdentity(Supplier<Settings> settings, Path data, boolean serves, InstantSource clock) {
        this.settings = settings;
        tls = serves ? tls(settings.get().server().tls(), data, clock) : null;
    }

    private @Nullable ServerTls tls(Settings.@Nullable Tls from, Path data, InstantSource clock) {
        return switch (from) {
            case null -> null;
            case Settings.TlsFiles files -> ServerTls.ofFiles(Path.of(files.certificateFile()), Path.of(files.keyFile()),
                    clock);
            case Settings.TlsSelfSigned _ ->
                ServerTls.selfSigned(data, this::machine, this::furtherNames, clock);
        };
    }

    private Collection<String> furtherNames() {
        var server = settings.get().server();
        return Stream.concat(Stream.of(server.host()), server.origins().stream()).toList();
    }

    /// Gets the first certificate. After the first [#lookAround].
    ///
    /// @throws IOException with words for a user when there is none
    void start() throws IOException {
        if (tls != null) {
            tls.start();
        }
    }

    /// Finds the machine's names as they are now. One at a time.
    void lookAround() {
        var found = MachineNames.find();
        if (!found.equals(machine)) {
            machine = found;
        }
    }

    /// Finds the certificate as it is now, whatever the resolver does.
    void lookAtCertificate() {
        if (tls != null) {
            tls.look();
        }
    }

    MachineNames machine() {
        return machine;
    }

    /// Null for a server that speaks http.
    @Nullable
    ServerTls tls() {
        return tls;
    }

    /// Why https is not as it should be, or empty.
    String problem() {
        return tls == null ? "" : tls.problem();
    }
}
