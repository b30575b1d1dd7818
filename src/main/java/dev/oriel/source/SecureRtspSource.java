package dev.oriel.source;

import dev.oriel.http.HttpAccess;
import dev.oriel.http.HttpAddress;
import dev.oriel.http.TlsTunnel;
import java.io.IOException;
import java.util.function.LongSupplier;

/// Live video over RTSP in TLS, all of it in the one connection, whose certificate the settings rule.
public final class SecureRtspSource implements Source {
    private static final int USUAL_PORT = 322;
    private static final String ONE_CONNECTION = "tcp";

    private final String url;
    private final HttpAccess access;
    private final SourceTerms terms;
    private final LongSupplier epochMicros;

    /// @param url         `rtsps://…`
    /// @param epochMicros the clock, microseconds since 1970-01-01 UTC
    public SecureRtspSource(String url, SourceTerms terms, LongSupplier epochMicros) {
        this.url = url;
        this.terms = terms;
        this.access = HttpAccess.of(HttpAddress.server(url, USUAL_PORT), terms.tls(), terms.silence(),
                new CertificateReports(terms.camera()));
        this.epochMicros = epochMicros;
    }

    @Override
    public void run(FrameSink sink) throws IOException, InterruptedException {
        try (var tunnel = open(sink)) {
            new MediaSource(throughPort(tunnel.port()), ONE_CONNECTION, terms, epochMicros).run(sink);
        }
    }

    private TlsTunnel open(FrameSink sink) throws IOException {
        try {
            return TlsTunnel.open(access, sink::stopped);
        } catch (IOException e) {
            throw new IOException(String.valueOf(e.getMessage()).replace("http://", "rtsp://"), e);
        }
    }

    /// The address with its login and path, and the tunnel's entrance in the place of its host.
    private String throughPort(int port) {
        var rest = url.substring(url.indexOf("://") + 3);
        var authority = rest.split("[/?#]", 2)[0];
        return "rtsp://" + authority.substring(0, authority.lastIndexOf('@') + 1) + "127.0.0.1:" + port
                + rest.substring(authority.length());
    }
}
