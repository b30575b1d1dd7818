package dev.oriel.http;

import dev.oriel.observe.Secrets;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.jspecify.annotations.Nullable;

/// What went wrong with a connection, in words for a person; no address and no password is in them.
final class HttpCauses {
    static final String NO_TLS = "the server does not speak TLS there (http:// may be meant)";
    private static final String OLD_TLS = "the server offers only an old version of TLS";
    private static final String OTHER_TLS = "no kind of TLS in common with the server";

    private static final String WANTS_OURS = "the server wants a certificate of ours";

    /// @param part  of what Java says of a failed handshake
    /// @param words for a person
    private record Reading(String part, String words) {}

    /// The telling ones first.
    private static final List<Reading> TLS = List.of(new Reading("protocol_version", OLD_TLS),
            new Reading("client preferences", OLD_TLS), new Reading("protocol is disabled", OLD_TLS),
            new Reading("Unrecognized record version", NO_TLS), new Reading("Unsupported or unrecognized", NO_TLS),
            new Reading("plaintext", NO_TLS), new Reading("constraints", "the server's TLS is too weak"),
            new Reading("improper ciphersuite", OTHER_TLS), new Reading("handshake_failure", OTHER_TLS),
            new Reading("insufficient_security", OTHER_TLS),
            new Reading("unrecognized_name", "the server has no certificate for this name"),
            new Reading("certificate_required", WANTS_OURS), new Reading("bad_certificate", WANTS_OURS));

    private HttpCauses() {
    }

    /// The failure as an exception whose message is the cause, which is the watch's where that has ended the wait.
    static IOException told(IOException failure, SocketWatch watch) {
        var ended = watch.ended().isEmpty() ? watch.due() : watch.ended();
        return ended.isEmpty() || NO_TLS.equals(failure.getMessage()) ? told(failure) : new IOException(ended, failure);
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

    static @Nullable String tlsWords(IOException failure) {
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
        return TLS.stream().filter(reading -> said.contains(reading.part)).map(Reading::words).findFirst()
                .orElse(said.contains("terminated") ? "the server ended the TLS handshake" : "TLS failed");
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
