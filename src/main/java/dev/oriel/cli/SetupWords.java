package dev.oriel.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The words of `oriel setup`: each is the answer to one of its questions, which is then not asked.
final class SetupWords {
    @Option(names = "--push-to", paramLabel = "URL", description = "Show the cameras on the relay at this address, instead of serving them here.")
    @Nullable
    String pushTo;

    @Option(names = "--serve", description = "Serve the cameras here.")
    boolean serve;

    @Option(names = "--user", paramLabel = "NAME", description = "The name to log in with; empty for no login.")
    @Nullable
    String user;

    @Option(names = "--password-stdin", description = "Its password is one line of standard input; asks nothing, as --yes.")
    boolean passwordStdin;

    @Option(names = "--host", paramLabel = "HOST", description = "The address to listen on (127.0.0.1: this machine alone; 0.0.0.0: the whole network).")
    @Nullable
    String host;

    @Option(names = "--port", paramLabel = "PORT", description = "The port to listen on.")
    @Nullable
    String port;

    @Option(names = "--camera", paramLabel = "[NAME=]URI", description = "A camera; repeat for more. Without: the first of this machine.")
    List<String> cameras = new ArrayList<>();

    @Option(names = "--key-file", paramLabel = "FILE", description = "The file with the relay's key. Without: push.key, which is made where there is none.")
    @Nullable
    Path keyFile;

    @Option(names = "--service", description = "Start at boot: as services of systemd for root, else by a line in your crontab.")
    boolean service;

    @Option(names = "--no-service", description = "Do not start at boot.")
    boolean noService;

    @Option(names = "--replace", description = "Settings that are there make way, and stay as oriel.yaml.old.")
    boolean replace;

    @Option(names = "--keep", description = "Settings that are there stay as they are.")
    boolean keep;

    @Option(names = "--yes", description = "Ask nothing: the usual answer wherever no option gives another.")
    boolean yes;

    /// True when nobody is to be asked.
    boolean asksNothing() {
        return yes || passwordStdin;
    }
}
