package dev.oriel.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `oriel push`: capture here; an Oriel elsewhere, the relay, shows it.
@Command(name = "push", description = "Captures cameras for an Oriel elsewhere that people can reach: outbound connections only, and nothing is sent while nobody watches.", mixinStandardHelpOptions = true, versionProvider = CommandLines.Versions.class, sortOptions = false)
final class PushCommand implements Often {
    @Mixin
    private Options options = new Options();

    /// The words of `push`, and the settings that they are.
    static final class Options extends CaptureOptions {
        @Option(names = "--to", paramLabel = "URL", description = "The relay: https://HOST[:PORT][/PATH].")
        private @Nullable String to;

        @Option(names = "--key", paramLabel = "KEY", description = {"A publisher's key of the relay (oriel key add NAME there).",
            "Other users of this machine can see it here while this runs (ps);",
            "ORIEL_PUSH_KEY and --key-file keep it from them."})
        private @Nullable String key;

        @Option(names = "--key-file", paramLabel = "FILE", description = "A file that holds the key.")
        private @Nullable String keyFile;

        @Option(names = "--plain", description = "Allows http:// to another machine: key and pictures are readable on the way.")
        private boolean plain;

        @Override
        void take(PlainWords words) {
            super.take(words);
            to = words.one("--to");
            key = words.one("--key");
            keyFile = words.one("--key-file");
            plain = words.flag("--plain");
        }

        @Override
        Map<String, String> asSettings() throws UsageException {
            var values = super.asSettings();
            put(values, "push.to", to);
            put(values, "push.key", key);
            put(values, "push.keyFile", keyFile);
            put(values, "push.plain", plain ? "true" : null);
            return values;
        }
    }

    @Override
    public void take(PlainWords words) {
        options.take(words);
    }

    @Override
    public Integer call() throws Exception {
        return Serving.push(options);
    }
}
