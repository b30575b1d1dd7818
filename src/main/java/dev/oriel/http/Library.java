package dev.oriel.http;

import java.io.IOException;
import java.util.List;
import org.apache.hc.client5.http.HttpRequestRetryStrategy;
import org.apache.hc.client5.http.auth.CredentialsProvider;
import org.apache.hc.client5.http.auth.StandardAuthScheme;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.cookie.BasicCookieStore;
import org.apache.hc.client5.http.cookie.Cookie;
import org.apache.hc.client5.http.cookie.StandardCookieSpec;
import org.apache.hc.client5.http.impl.DefaultClientConnectionReuseStrategy;
import org.apache.hc.client5.http.impl.auth.BasicSchemeFactory;
import org.apache.hc.client5.http.impl.auth.DigestSchemeFactory;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.cookie.RFC6265CookieSpecFactory;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/// Sets the library up: only what cameras need, nothing that waits or repeats on its own.
final class Library {
    /// Cameras send about ten; each further one of an endless head wakes the thread that reads it.
    private static final int MOST_HEADERS = 64;
    private static final int LONGEST_LINE = 16 * 1024;
    private static final int MOST_COOKIES = 50;
    /// A challenge, a stale nonce, and one more.
    private static final int MOST_LOGINS = 3;
    /// The page of a refusal is read over when it is no longer, so that the connection can be kept.
    private static final long LONGEST_PAGE = 64 * 1024;
    private static final String LOGINS = "oriel.logins";
    private static final ManagedHttpClientConnectionFactory CONNECTIONS = connections();
    private static final RequestConfig RULES = RequestConfig.custom().setRedirectsEnabled(false).setProtocolUpgradeEnabled(false)
            .setCookieSpec(StandardCookieSpec.RELAXED).setConnectionRequestTimeout(Timeout.ofSeconds(3))
            .setTargetPreferredAuthSchemes(List.of(StandardAuthScheme.DIGEST, StandardAuthScheme.BASIC)).build();
    private static final RFC6265CookieSpecFactory COOKIES = new RFC6265CookieSpecFactory(
            RFC6265CookieSpecFactory.CompatibilityLevel.RELAXED, null);

    private Library() {
    }

    private static ManagedHttpClientConnectionFactory connections() {
        var heads = new LenientHeads();
        var limits = Http1Config.custom().setMaxHeaderCount(MOST_HEADERS).setMaxLineLength(LONGEST_LINE).build();
        return ManagedHttpClientConnectionFactory.builder().http1Config(limits)
                .responseParserFactory(new DefaultHttpResponseParserFactory(limits, heads, null))
                .incomingContentLengthStrategy(heads).build();
    }

    static CloseableHttpClient client(Connector connector) {
        var pool = new PoolingHttpClientConnectionManager(connector, PoolConcurrencyPolicy.STRICT, PoolReusePolicy.LIFO,
                TimeValue.NEG_ONE_MILLISECOND, CONNECTIONS);
        return HttpClients.custom().setConnectionManager(pool).setDefaultRequestConfig(RULES).setUserAgent("Oriel")
                .disableRedirectHandling().disableContentCompression().setRetryStrategy(new OnceMore(connector))
                .setConnectionReuseStrategy(Library::keeps).addRequestInterceptorLast(
                        (request, _, context) -> countLogins(request, context))
                .setDefaultCookieStore(new FewCookies())
                .setDefaultCookieSpecRegistry(_ -> COOKIES)
                .setDefaultAuthSchemeRegistry(name -> switch (name.toLowerCase(java.util.Locale.ROOT)) {
                    case "digest" -> DigestSchemeFactory.INSTANCE;
                    case "basic" -> BasicSchemeFactory.INSTANCE;
                    default -> null;
                }).build();
    }

    /// @param login one or none
    static CredentialsProvider login(List<Login> login) {
        return (_, _) -> login.isEmpty()
                ? null
                : new UsernamePasswordCredentials(login.getFirst().user(), login.getFirst().password().toCharArray());
    }

    private static boolean keeps(HttpRequest request, HttpResponse answer, HttpContext context) {
        if (answer.getCode() == HttpStatus.SC_UNAUTHORIZED) {
            var length = answer.getFirstHeader(HttpHeaders.CONTENT_LENGTH);
            if (length == null || !length.getValue().strip().matches("\\d{1,9}")
                    || Long.parseLong(length.getValue().strip()) > LONGEST_PAGE) {
                return false; // it would be read to its end, wherever that is
            }
        }
        return DefaultClientConnectionReuseStrategy.INSTANCE.keepAlive(request, answer, context);
    }

    /// A server could call each nonce stale for ever.
    private static void countLogins(HttpRequest request, HttpContext context) throws IOException {
        if (!request.containsHeader(HttpHeaders.AUTHORIZATION)) {
            context.setAttribute(LOGINS, 0);
            return;
        }
        var logins = context.getAttribute(LOGINS) instanceof Integer count ? count : 0;
        if (logins >= MOST_LOGINS) {
            throw StatusException.of(HttpStatus.SC_UNAUTHORIZED);
        }
        context.setAttribute(LOGINS, logins + 1);
    }

    /// An exchange begins.
    static void begin(HttpContext context) {
        context.setAttribute(LOGINS, 0);
    }

    /// A request is made again when the connection that it was sent on had been kept and turned out to be closed.
    private record OnceMore(Connector connector) implements HttpRequestRetryStrategy {
        @Override
        public boolean retryRequest(HttpRequest request, IOException failure, int count, HttpContext context) {
            return count == 1 && connector.isKept();
        }

        @Override
        public boolean retryRequest(HttpResponse answer, int count, HttpContext context) {
            return false;
        }

        @Override
        public TimeValue getRetryInterval(HttpResponse answer, int count, HttpContext context) {
            return TimeValue.ZERO_MILLISECONDS;
        }
    }

    /// Bounded, whatever a server sets.
    private static final class FewCookies extends BasicCookieStore {
        @Override
        public void addCookie(Cookie cookie) {
            if (getCookies().size() >= MOST_COOKIES) {
                clear();
            }
            super.addCookie(cookie);
        }
    }
}
