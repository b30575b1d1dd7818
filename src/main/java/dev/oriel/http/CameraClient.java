package dev.oriel.http;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.io.CloseMode;

/// The HTTP of one run of a camera: asks for addresses, one after the other, and keeps connections where the server does.
///
/// - The camera's login is sent when a server asks for it (Digest before Basic), and only to the camera's own host.
/// - Up to five redirects are followed, as far as the [Boundary] lets them, never from a checked certificate to the clear.
/// - Nothing compressed is asked for. A head has at most 200 lines of 16 KiB.
///
/// Threads: one at a time. Blocking: until the head has come, for as long as the camera's patience lasts; ends within about 100 ms
/// of a stop or an interrupt. Ownership: [Answer]s end with their client, and each before the next request.
///
/// Errors: [StatusException] where the server refuses, else [IOException]; the message is a short cause for a person.
public final class CameraClient implements Closeable {
    private static final int MOST_REDIRECTS = 5;
    private static final Set<Integer> MOVED = Set.of(301, 302, 303, 307, 308);
    private static final Set<Integer> GOOD = Set.of(200, 203, 206, 304);

    private final HttpAccess access;
    private final SocketWatch watch;
    private final Boundary boundary;
    private final Connector connector;
    private final CloseableHttpClient library;
    private final HttpClientContext context = HttpClientContext.create();

    /// Connects to nothing yet.
    ///
    /// @param stopped asked all the time; once true, every wait ends
    public CameraClient(HttpAccess access, BooleanSupplier stopped) {
        this.access = access;
        watch = new SocketWatch(stopped, access.nanoTime());
        boundary = new Boundary(access.camera());
        connector = new Connector(access, boundary, watch);
        library = Library.client(connector);
    }

    /// Where the camera may point to; every request keeps to it.
    public Boundary boundary() {
        return boundary;
    }

    /// Asks for the camera's own address.
    public Answer get() throws IOException {
        return get(Map.of());
    }

    /// Asks for the camera's own address.
    ///
    /// @param headers further headers: `If-None-Match`, …
    public Answer get(Map<String, String> headers) throws IOException {
        return get(access.camera(), headers);
    }

    /// Asks for an address of the camera, or one that it points to.
    ///
    /// @param headers further headers: `Range`, `If-None-Match`, …
    /// @return 200, 206 or 304; its address is where the redirects have led to
    public Answer get(HttpAddress address, Map<String, String> headers) throws IOException {
        var at = address;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            var response = exchange(at, headers);
            var answer = new Answer(at, response, watch, access);
            var location = MOVED.contains(answer.status()) ? answer.header("Location") : null;
            if (location == null) {
                return judged(answer);
            }
            answer.close();
            at = followed(at, location);
        }
        throw new IOException("too many redirects");
    }

    private HttpAddress followed(HttpAddress from, String location) throws IOException {
        var to = from.resolve(location);
        if (from.secure() && !to.secure() && access.tls().isStrict()) {
            throw new IOException("points from https to http, which is not allowed with this tls setting");
        }
        return to;
    }

    private Answer judged(Answer answer) throws IOException {
        if (GOOD.contains(answer.status())) {
            return answer;
        }
        try {
            if (answer.status() == 400 && !answer.address().secure() && wantsTls(answer)) {
                throw new StatusException(400, "bad request (400): the server speaks TLS there (https:// may be meant)");
            }
            throw StatusException.of(answer.status());
        } finally {
            answer.close();
        }
    }

    /// Servers say so in the page of the error.
    private static boolean wantsTls(Answer answer) {
        try {
            var page = new String(answer.body().readNBytes(2048), java.nio.charset.StandardCharsets.ISO_8859_1);
            return page.matches("(?is).*\\b(https|ssl|ssl-enabled)\\b[^<]{0,20}(port|server).*");
        } catch (IOException _) {
            return false;
        }
    }

    private ClassicHttpResponse exchange(HttpAddress address, Map<String, String> headers) throws IOException {
        var host = new HttpHost(address.secure() ? "https" : "http", address.host(), address.port());
        var request = new BasicClassicHttpRequest("GET", host, address.target());
        request.setHeader("Host", address.authority());
        request.setHeader("Accept", "*/*");
        headers.forEach(request::setHeader);
        context.setCredentialsProvider(Library.login(loginFor(address)));
        Library.begin(context);
        connector.begin();
        watch.begin(access.patience().get());
        try {
            watch.check();
            return library.executeOpen(host, request, context);
        } catch (IOException e) {
            throw cause(e, address);
        } catch (RuntimeException e) { // the library's: it was interrupted, or choked on what came
            throw cause(new IOException("the answer is not understood", e), address);
        } finally {
            watch.end();
        }
    }

    private IOException cause(IOException failure, HttpAddress address) {
        var told = HttpCauses.told(failure, watch);
        if (!address.secure() && !connector.isKept() && connector.wantsTls(address)) {
            return new IOException("the server speaks TLS there (https:// may be meant)", failure);
        }
        return told;
    }

    private List<Login> loginFor(HttpAddress address) {
        var named = address.login();
        var own = access.camera().login();
        if (own != null && address.mayUseLoginOf(access.camera())) {
            return List.of(own);
        }
        return named == null || boundary.isOwn(address.host()) ? List.of() : List.of(named);
    }

    /// Breaks off what is under way.
    @Override
    public void close() {
        watch.close();
        library.close(CloseMode.IMMEDIATE);
    }
}
