package dev.oriel.push;

import dev.oriel.http.ServerTrust;
import dev.oriel.observe.Printable;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Why no connection to a relay came about, in words for a person; no key and no login is in them.
final class ConnectCauses {
    private static final Pattern PROXY_STATUS = Pattern.compile("status: (\\d{3}[^,\\r\\n]*)");
    private static final Pattern SOCKS_STATUS = Pattern.compile("(?:authStatus|status): ([A-Z_]+)");
    private static final int MOST_WORDS = 120;

    private ConnectCauses() {
    }

    /// @param where what was being connected to
    static String of(Throwable failure, String where) {
        if (failure instanceof ProxyConnectException refused) {
            return proxy(refused);
        }
        return words(failure, where);
    }

    private static String words(Throwable failure, String where) {
        var tls = tls(failure);
        if (tls != null) {
            return "TLS with " + where + ": " + tls;
        }
        var said = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        if (failure instanceof UnknownHostException) {
            return "cannot resolve " + where + ": no address is known for that name";
        } else if (failure instanceof ConnectTimeoutException || failure instanceof TimeoutException
                || said.contains("timed out")) {
            return where + " does not answer (timed out)";
        } else if (failure instanceof NoRouteToHostException || said.contains("no route")) {
            return "no route to " + where;
        } else if (said.contains("unreachable")) {
            return "the network of " + where + " is unreachable";
        } else if (said.contains("refused")) {
            return where + " refuses connections (nothing listens there)";
        } else if (said.contains("reset") || said.contains("broken pipe")) {
            return where + " cut the connection";
        }
        return where + ": " + (failure instanceof ConnectException || failure.getMessage() == null
                ? "cannot be connected to"
                : Printable.of(failure.getMessage(), MOST_WORDS));
    }

    private static @Nullable String tls(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof NotSslRecordException) {
                return "it does not speak TLS there (http:// may be meant)";
            } else if (cause instanceof SslHandshakeTimeoutException || cause instanceof ClosedChannelException) {
                return "it does not answer the handshake (http:// may be meant)";
            }
        }
        return ServerTrust.words(failure);
    }

    /// What Netty says of a proxy names both ends; the status alone tells something.
    private static String proxy(ProxyConnectException refused) {
        var said = String.valueOf(refused.getMessage());
        var status = PROXY_STATUS.matcher(said);
        if (status.find()) {
            return "the proxy refuses: " + Printable.of(status.group(1).strip(), MOST_WORDS);
        }
        var socks = SOCKS_STATUS.matcher(said);
        if (socks.find()) {
            return "the proxy refuses: " + socks.group(1).toLowerCase(Locale.ROOT).replace('_', ' ');
        }
        var cause = refused.getCause();
        return said.contains("timeout")
                ? "the proxy does not answer (timed out)"
                : "the proxy closed the connection" + (cause == null ? "" : ": " + words(cause, "the proxy"));
    }
}
