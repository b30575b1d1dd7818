package dev.oriel.http;

import dev.oriel.observe.Secrets;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.jspecify.annotations.Nullable;

/// What went wrong with a connection, in words for a person; no address and no password is in them.
final class HttpCauses {
    /// Parts of what Java says of a failed handshake, the telling ones first.
    private static final Map<String, String> TLS = ordered("protocol_version", "the server offers only an old version of TLS",
            "client preferences", "the server offers only an old version of TLS", "protocol is disabled",
            "the server offers only an old version of TLS", "Unrecognized record version",
            "the server does not speak TLS there (http:// may be meant)", "Unsupported or unrecognized",
            "the server does not speak TLS there (http:// may be meant)", "plaintext",
            "the server does not speak TLS there (http:// may be meant)", "constraints", "the server's TLS is too weak",
            "handshake_failure", "no kind of TLS in common with the server", "insufficient_security",
            "no kind of TLS in common with the server", "unrecognized_name", "the server has no certificate for this name",
            "certificate_required", "the server wants a certificate of ours", "bad_certificate",
            "the server wants a certificate of ours");

    private HttpCauses() {
    }

    private static Map<String, String> ordered(String... pairs) {
        var map = new java.util.LinkedHashMap<String, String>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }

    /// The failure as an exception whose message is the cause.
    static IOException told(IOException failure) {
        if (failure instanceof StatusException || failure.getClass() == IOException.class) {
            return failure; // ours
        }
        return new IOException(words(failure), failure);
    }

    private static String words(IOException failure) {
        var tls = tlsWords(failure);
        if (tls != null) {
            return tls;
        }
        var system = systemWords(failure);
        return system != null ? system : protocolWords(failure);
    }

    private static @Nullable String tlsWords(IOException failure) {
        boolean tls = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateJudge.Refusal refusal) {
                return refusal.getMessage();
            }
            tls |= cause instanceof SSLException;
        }
        if (!tls) {
            return null;
        }
        var said = String.valueOf(failure.getMessage());
        for (var entry : TLS.entrySet()) {
            if (said.contains(entry.getKey())) {
                return entry.getValue();
            }
        }
        return said.contains("terminated") ? "the server ended the TLS handshake" : "TLS failed";
    }

    private static @Nullable String systemWords(IOException failure) {
        var said = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        if (failure instanceof SocketTimeoutException || said.contains("timed out")) {
            return "timed out";
        } else if (failure instanceof NoRouteToHostException || said.contains("no route")) {
            return "no route to host";
        } else if (said.contains("unreachable")) {
            return "network unreachable";
        } else if (failure instanceof ConnectException) {
            return said.contains("refused") ? "connection refused" : "connection failed";
        } else if (failure instanceof SocketException) {
            return said.contains("reset") || said.contains("broken pipe") ? "connection reset" : "connection failed";
        }
        return null;
    }

    private static String protocolWords(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MessageConstraintException) {
                return "the head of the answer is too long";
            } else if (cause instanceof NoHttpResponseException) {
                return "the server closed the connection without an answer";
            } else if (cause instanceof MalformedChunkCodingException || cause instanceof ConnectionClosedException) {
                return "the answer broke off";
            } else if (cause instanceof HttpException) {
                return "the server does not speak HTTP there";
            }
        }
        var said = failure.getMessage();
        return said == null ? "connection failed" : Secrets.mask(said);
    }
}
