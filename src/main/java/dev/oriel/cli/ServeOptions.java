package dev.oriel.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The words of `serve`, and the settings that they are.
final class ServeOptions extends CaptureOptions {
    @Option(names = "--port", paramLabel = "PORT", description = "The port for everything (default 8080).")
    private @Nullable String port;

    @Option(names = "--host", paramLabel = "HOST", description = "The address to listen on (default 127.0.0.1: this machine alone; 0.0.0.0: the whole network).")
    private @Nullable String host;

    @Option(names = "--tls-cert", paramLabel = "FILE", description = "Certificate chain for https, PEM.")
    private @Nullable String tlsCert;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Private key for https, PEM.")
    private @Nullable String tlsKey;

    @Option(names = "--tls-self-signed", description = "https with certificates of Oriel's own; /trust shows each device how to trust them.")
    private boolean tlsSelfSigned;

    @Option(names = "--push-to", paramLabel = "URL", description = "Another Oriel that shows these cameras too, to people elsewhere: https://HOST[:PORT][/PATH].")
    private @Nullable String pushTo;

    @Option(names = "--push-key-file", paramLabel = "FILE", description = "A file that holds a publisher's key of that Oriel.")
    private @Nullable String pushKeyFile;

    @Option(names = "--bus-only", description = "Serves the cameras of the bus alone, and leaves those of the settings to a recorder.")
    private boolean busOnly;

    @Override
    void take(PlainWords words) {
        super.take(words);
        port = words.one("--port");
        host = words.one("--host");
        tlsCert = words.one("--tls-cert");
        tlsKey = words.one("--tls-key");
        tlsSelfSigned = words.flag("--tls-self-signed");
        pushTo = words.one("--push-to");
        pushKeyFile = words.one("--push-key-file");
        busOnly = words.flag("--bus-only");
    }

    boolean isBusOnly() {
        return busOnly;
    }

    @Override
    Map<String, String> asSettings() throws UsageException {
        var values = super.asSettings();
        put(values, "server.port", port);
        put(values, "server.host", host);
        put(values, "server.tls.cert", tlsCert);
        put(values, "server.tls.key", tlsKey);
        put(values, "server.tls.selfSigned", tlsSelfSigned ? "true" : null);
        put(values, "push.to", pushTo);
        put(values, "push.keyFile", pushKeyFile);
        return values;
    }
}
