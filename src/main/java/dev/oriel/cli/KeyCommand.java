package dev.oriel.cli;

import dev.oriel.auth.Key;
import dev.oriel.auth.KeyKind;
import dev.oriel.auth.KeyRequest;
import dev.oriel.auth.KeyStore;
import dev.oriel.config.DurationWords;
import dev.oriel.time.SystemClocks;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `oriel key`: makes, revokes and lists keys; a running server on the same data folder follows within about a second.
@Command(name = "key", description = "Makes, revokes and lists keys: for programs that send pictures, watch or measure, and for links.", mixinStandardHelpOptions = true, versionProvider = CommandLines.Versions.class, subcommands = {
    KeyCommand.Add.class, KeyCommand.Revoke.class, KeyCommand.Listing.class})
final class KeyCommand extends CommandGroup {
    private static KeyStore store(DataFolder data) throws UsageException {
        return data.credentials(folder -> new KeyStore(folder, System.getenv(), SystemClocks.INSTANTS));
    }

    private static String checked(String name) throws UsageException {
        if (!Key.isName(name)) {
            throw new UsageException(
                    "\"" + name + "\": allowed: 1 to 64 letters, digits, dots, dashes and underscores");
        }
        return name;
    }

    /// What a key is for, where it is not for sending pictures.
    static final class Purpose {
        @Option(names = "--share", paramLabel = "CAMERA", description = "The token of a link that shows this one camera: …/?share=TOKEN. With --for.")
        private @Nullable String share;

        @Option(names = "--view", description = "A key for programs that watch.")
        private boolean view;

        @Option(names = "--metrics", description = "A key for /metrics alone.")
        private boolean metrics;

        KeyKind kind() {
            if (share != null) {
                return KeyKind.SHARE;
            }
            return view ? KeyKind.VIEW : metrics ? KeyKind.METRICS : KeyKind.PUBLISH;
        }
    }

    /// `oriel key add`: prints the secret alone, once.
    @Command(name = "add", description = "Makes a key and prints it, once: it is kept as a hash only. Without --share, --view or --metrics: for a publisher.", mixinStandardHelpOptions = true, versionProvider = CommandLines.Versions.class)
    static final class Add implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "KEYNAME", description = "What to call it in lists and in the log.")
        private String name = "";

        @Option(names = "--camera", paramLabel = "CAMERA", description = "A camera that it is good for; repeat for more. Without: every one; for a publisher any name that no other kind of source owns.")
        private List<String> cameras = new ArrayList<>();

        @ArgGroup
        private @Nullable Purpose purpose;

        @Option(names = "--for", paramLabel = "DURATION", description = "How long it is good: 90m, 24h, 7d. Without: until it is revoked; a link ends after 24h.")
        private @Nullable String duration;

        @Option(names = "--secret-stdin", description = "Takes the secret from standard input, one line of at least 8 characters, in place of a generated one.")
        private boolean ownSecret;

        @Mixin
        private DataFolder data = new DataFolder();

        @Override
        public Integer call() throws UsageException, IOException {
            var kind = purpose == null ? KeyKind.PUBLISH : purpose.kind();
            var checked = checked(name);
            var opened = opened(kind);
            var expires = expires(kind);
            var secret = ownSecret ? SecretInput.line("a secret") : null;
            try {
                System.out.println(store(data).add(new KeyRequest(checked, kind, opened, expires, secret)));
            } catch (IllegalArgumentException e) {
                throw new UsageException(String.valueOf(e.getMessage()));
            }
            return CommandLines.FINE;
        }

        private Set<String> opened(KeyKind kind) throws UsageException {
            if (purpose != null && purpose.share != null) {
                if (!cameras.isEmpty()) {
                    throw new UsageException("--camera: allowed: without --share, which names the camera of a link");
                }
                return CameraNames.checked("--share", List.of(purpose.share));
            }
            if (kind == KeyKind.METRICS && !cameras.isEmpty()) {
                throw new UsageException("--camera: allowed: without --metrics, which shows no camera");
            }
            return CameraNames.checked("--camera", cameras);
        }

        private @Nullable Instant expires(KeyKind kind) throws UsageException {
            if (duration == null) {
                return kind == KeyKind.SHARE ? end(KeyRequest.LINK_LASTS) : null;
            }
            try {
                var time = DurationWords.parse(duration);
                if (time.compareTo(KeyRequest.SHORTEST) >= 0 && time.compareTo(KeyRequest.LONGEST) <= 0) {
                    return end(time);
                }
            } catch (IllegalArgumentException e) {
                // Told below.
            }
            throw new UsageException(
                    "--for " + duration + ": allowed: 1s to " + KeyRequest.LONGEST.toDays() + "d, such as 90m, 24h or 7d");
        }

        private static Instant end(Duration time) {
            return SystemClocks.INSTANTS.instant().plus(time).truncatedTo(ChronoUnit.SECONDS);
        }
    }

    /// `oriel key revoke`.
    @Command(name = "revoke", description = "Ends a key, and what it is used for at the moment.", mixinStandardHelpOptions = true, versionProvider = CommandLines.Versions.class)
    static final class Revoke implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "KEYNAME", description = "What it was called when it was made.")
        private String name = "";

        @Mixin
        private DataFolder data = new DataFolder();

        @Override
        public Integer call() throws UsageException, IOException {
            store(data).revoke(checked(name));
            return CommandLines.FINE;
        }
    }

    /// `oriel key list`.
    @Command(name = "list", description = "Lists the keys: name, kind, date, cameras, end, uses.", mixinStandardHelpOptions = true, versionProvider = CommandLines.Versions.class)
    static final class Listing implements Callable<Integer> {
        @Mixin
        private DataFolder data = new DataFolder();

        @Override
        public Integer call() throws UsageException, IOException {
            var store = store(data);
            for (var key : store.list()) {
                System.out.println(key.name() + "  " + key.kind().word() + "  "
                        + (store.isFixed(key.name()) ? KeyStore.VARIABLE : key.created()) + "  "
                        + CameraNames.words(key.cameras(), key.kind() == KeyKind.METRICS ? "no camera" : "any camera")
                        + end(key) + uses(store, key));
            }
            return CommandLines.FINE;
        }

        private static String end(Key key) {
            return key.expires() == null
                    ? ""
                    : (key.isOver(SystemClocks.INSTANTS.instant()) ? "  ended " : "  until ") + key.expires();
        }

        private static String uses(KeyStore store, Key key) {
            var use = store.use(key);
            return use.last() == null ? "" : "  used " + use.times() + " times, last " + use.last();
        }
    }
}
