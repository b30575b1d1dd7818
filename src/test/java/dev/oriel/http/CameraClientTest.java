package dev.oriel.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.testing.FreePorts;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CameraClientTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private static HttpAccess access(String url, Duration patience) {
        return HttpAccess.of(HttpAddress.parse(url), TlsPolicy.usual(), () -> patience, _ -> {}, System::nanoTime);
    }

    private static CameraClient client(String url) {
        return new CameraClient(access(url, LONG), () -> false);
    }

    /// What comes of asking once: the body, or the cause.
    private static String ask(String url) {
        try (var client = client(url); var answer = client.get()) {
            return new String(answer.body().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "! " + e.getMessage();
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    @Test
    void whatIsAskedForGoesOutAsItWasWritten() throws Exception {
        try (var server = new HandServer(HandServer.fixed("HTTP/1.1 200 OK\nContent-Length: 0\n"))) {
            ask(server.url("/cgi-bin/a|b{c}?x=[1]&y=%zz&z=a+b;c"));
            ask(server.url("//double/./dots/../x"));
            ask("http://127.0.0.1:" + server.port());
            assertThat(server.asked).extracting(HandServer.Request::target)
                    .containsExactly("/cgi-bin/a|b{c}?x=[1]&y=%zz&z=a+b;c", "//double/./dots/../x", "/");
            assertThat(server.asked).allMatch(request -> request.line().endsWith("HTTP/1.1")
                    && ("127.0.0.1:" + server.port()).equals(request.header("Host")) && request.header("Accept-Encoding") == null
                    && request.header("Upgrade") == null && "Oriel".equals(request.header("User-Agent")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.0 200 OK\n\nbody", "HTTP/1.1 200\nContent-Length: 4\n\nbody", "ICY 200 OK\n\nbody",
        "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2\nbo\n2;x=y\ndy\n0\n\n",
        "HTTP/1.1 200 OK\nContent-Length: 4\nContent-Length: 4\n\nbody",
        "HTTP/1.1 200 OK\nContent-Length: 4 \nno header\n: x\n\nbody",
        "HTTP/1.1 200 OK\nContent-Type: multipart/x-mixed-replace; boundary=b\nContent-Length: 0\nConnection: close\n\nbody",
        "HTTP/1.1 200 OK\nContent-Length: many\n\nbody", "HTTP/1.1 200 OK\nX-Folded: a\n  b\n\nbody"})
    void answersOfOldCamerasAreUnderstood(String answer) throws Exception {
        try (var server = new HandServer((_, out) -> {
            write(out, answer);
            return false;
        })) {
            assertThat(ask(server.url("/"))).isEqualTo("body");
        }
        try (var server = new HandServer((_, out) -> {
            out.write(answer.replace("2\nbo", "2\r\nbo").replace("dy\n0", "dy\r\n0").getBytes(StandardCharsets.ISO_8859_1));
            return false;
        })) {
            assertThat(ask(server.url("/"))).as("lines that end without a carriage return").startsWith("body");
        }
    }

    @ParameterizedTest
    @CsvSource({"400,bad request (400)", "401,wrong user or password (401)", "403,forbidden (403)", "404,not found (404)",
        "410,refused by the server (4xx)", "429,too many requests (429)", "500,error in the server (5xx)",
        "503,error in the server (5xx)", "204,unexpected answer (204)", "302,unexpected answer (302)"})
    void refusalsInWords(int status, String cause) throws Exception {
        try (var server = new HandServer(HandServer.fixed("HTTP/1.1 " + status + " X\nRetry-After: 1\n"))) {
            assertThat(ask(server.url("/"))).isEqualTo("! " + cause);
            assertThat(server.asked).hasSize(1);
        }
    }

    @Test
    void failuresInWords() throws Exception {
        int closed = FreePorts.next();
        assertThat(ask("http://me:secret@127.0.0.1:" + closed + "/")).isEqualTo("! connection refused");
        assertThat(ask("http://no-such-host.invalid/")).isEqualTo("! host not found");
        assertThat(ask("http://no-such-host.invalid:12/cret@127.0.0.1/video")).isEqualTo(
                "! host not found; in user and password, / ? # and @ are written %2F %3F %23 and %40");
        try (var server = new HandServer((_, _) -> false)) {
            assertThat(ask(server.url("/"))).isEqualTo("! the server closed the connection without an answer");
        }
        try (var server = new HandServer(HandServer.fixed("220 mail.example ESMTP"))) {
            assertThat(ask(server.url("/"))).isEqualTo("! the server does not speak HTTP there");
        }
        try (var server = new HandServer(HandServer.fixed("HTTP/1.1 200 OK\nContent-Length: 100\n", new byte[10]))) {
            assertThat(ask(server.url("/"))).isEqualTo("! the answer broke off");
        }
    }

    @Test
    void headsAreBounded() throws Exception {
        for (String line : new String[]{"X: y\n", "X" + "y".repeat(100_000), " folded"}) {
            try (var server = new HandServer((_, out) -> {
                write(out, "HTTP/1.1 200 OK\nA: b\n");
                while (true) {
                    write(out, line);
                }
            })) {
                assertThat(ask(server.url("/"))).as(line.substring(0, 5)).isEqualTo("! the head of the answer is too long");
            }
        }
    }

    @Test
    void aBasicLoginIsSentWhenItIsAskedFor() throws Exception {
        try (var server = new HandServer((request, out) -> {
            boolean right = "Basic bWU6cEBzcw==".equals(request.header("Authorization"));
            write(out, right
                    ? "HTTP/1.1 200 OK\nContent-Length: 2\n\nok"
                    : "HTTP/1.1 401 X\nWWW-Authenticate: Basic realm=\"x\"\nContent-Length: 2\n\nno");
            return true;
        })) {
            assertThat(ask(server.url("/").replace("//", "//me:p%40ss@"))).isEqualTo("ok");
            assertThat(server.asked.getFirst().header("Authorization")).isNull();
            assertThat(server.asked).hasSize(2);
            assertThat(ask(server.url("/").replace("//", "//me:secret@"))).isEqualTo("! wrong user or password (401)");
            assertThat(ask(server.url("/"))).isEqualTo("! wrong user or password (401)");
        }
    }

    @ParameterizedTest
    @CsvSource({"MD5,true", "MD5,false", "SHA-256,true"})
    void aDigestLoginLastsForAsLongAsItsNonce(String algorithm, boolean qop) throws Exception {
        try (var server = new HandServer(new DigestServer(algorithm, qop, 3));
                var client = client(server.url("/a?b=c").replace("//", "//camera:se%3acr%25et@"))) {
            for (int i = 0; i < 7; i++) {
                try (var answer = client.get()) {
                    assertThat(answer.body().readAllBytes()).hasSize(2);
                }
            }
            // Seven answers, a challenge before the first and two stale nonces.
            assertThat(server.asked).hasSize(10);
            assertThat(server.connections).hasValue(1);
            assertThat(ask(server.url("/").replace("//", "//camera:wrong@"))).isEqualTo("! wrong user or password (401)");
        }
    }

    @Test
    void noncesThatAreAlwaysStaleEndInACause() throws Exception {
        try (var server = new HandServer(new DigestServer("MD5", true, 0))) {
            assertThat(ask(server.url("/").replace("//", "//camera:se%3acr%25et@"))).isEqualTo("! wrong user or password (401)");
            assertThat(server.asked).hasSizeLessThan(6);
        }
    }

    @Test
    void thePageOfARefusalMayBeEndless() throws Exception {
        try (var server = new HandServer((request, out) -> {
            if (request.header("Authorization") != null) {
                write(out, "HTTP/1.1 200 OK\nContent-Length: 2\n\nok");
                return false;
            }
            write(out, "HTTP/1.1 401 X\nWWW-Authenticate: Basic realm=\"x\"\n\n");
            while (true) {
                out.write(new byte[1000]);
            }
        })) {
            assertThat(ask(server.url("/").replace("//", "//me:secret@"))).isEqualTo("ok");
        }
    }

    @Test
    void redirectsAreFollowedUpToFive() throws Exception {
        try (var server = new HandServer((request, out) -> {
            int left = Integer.parseInt(request.target().substring(request.target().lastIndexOf('/') + 1));
            write(out, left == 0
                    ? "HTTP/1.1 200 OK\nContent-Length: 2\n\nok"
                    : "HTTP/1.1 302 X\nLocation: ../a/" + (left - 1) + "\nContent-Length: 3\n\nxyz");
            return true;
        })) {
            assertThat(ask(server.url("/a/5"))).isEqualTo("ok");
            assertThat(ask(server.url("/a/6"))).isEqualTo("! too many redirects");
        }
    }

    @Test
    void noRedirectLeavesHttp() throws Exception {
        for (String elsewhere : new String[]{"file:///etc/passwd", "ftp://127.0.0.1/", "data:x", "gopher://127.0.0.1:6379/_x"}) {
            try (var server = new HandServer(HandServer.fixed("HTTP/1.1 302 X\nLocation: " + elsewhere + "\n"))) {
                assertThat(ask(server.url("/"))).isEqualTo("! points to an address that is not of http");
            }
        }
    }

    @Test
    void aRedirectToAnotherHostGetsNoLogin() throws Exception {
        try (var other = new HandServer((_, out) -> {
            write(out, "HTTP/1.1 401 X\nWWW-Authenticate: Basic realm=\"x\"\nContent-Length: 0\n\n");
            return false;
        }); var server = new HandServer((_, out) -> {
            write(out, "HTTP/1.1 302 X\nLocation: http://other:" + other.port() + "/\nContent-Length: 0\n\n");
            return false;
        })) {
            var camera = HttpAddress.parse(server.url("/").replace("//127.0.0.1", "//me:secret@camera"));
            var access = new HttpAccess(camera, TlsPolicy.usual(), () -> LONG,
                    _ -> List.of(InetAddress.getLoopbackAddress()), _ -> {}, System::nanoTime);
            try (var client = new CameraClient(access, () -> false)) {
                assertThatThrownBy(client::get).hasMessage("wrong user or password (401)");
            }
            assertThat(other.asked).hasSize(1).allMatch(request -> request.header("Authorization") == null);
        }
    }

    @Test
    void aRedirectIntoAnotherNetworkIsNotFollowed() throws Exception {
        var places = Map.of("metadata.example", "169.254.169.254", "router.example", "192.168.7.1", "six.example", "fd00::1");
        for (var place : places.entrySet()) {
            try (var server = new HandServer(HandServer.fixed("HTTP/1.1 302 X\nLocation: http://" + place.getKey() + "/\n"))) {
                var access = new HttpAccess(HttpAddress.parse(server.url("/")), TlsPolicy.usual(), () -> LONG,
                        host -> List.of(InetAddress.getByName(places.getOrDefault(host, host))), _ -> {}, System::nanoTime);
                try (var client = new CameraClient(access, () -> false)) {
                    assertThatThrownBy(client::get).hasMessage("points to an address of a local network, which is not allowed");
                }
            }
        }
    }

    @Test
    void aNameThatPointsNearerAfterTheFirstAnswerIsNotFollowed() throws Exception {
        try (var inner = new HandServer(HandServer.fixed("HTTP/1.1 200 OK\nContent-Length: 0\n"));
                var server = new HandServer(HandServer.fixed("HTTP/1.1 302 X\nLocation: http://cam.example:" + inner.port()
                        + "/\n"))) {
            // On this machine one address stands for a nearer one: what differs is only its reach.
            var found = new java.util.ArrayDeque<>(List.of("127.0.0.1", "169.254.169.254", "192.168.7.1"));
            var access = new HttpAccess(HttpAddress.parse("http://cam.example:" + server.port() + "/"), TlsPolicy.usual(),
                    () -> LONG, _ -> List.of(InetAddress.getByName(found.remove())), _ -> {}, System::nanoTime);
            try (var client = new CameraClient(access, () -> false)) {
                for (int i = 0; i < 2; i++) {
                    assertThatThrownBy(() -> client.get(HttpAddress.parse("http://cam.example:" + server.port() + "/"), Map.of()))
                            .hasMessage("points to an address of a local network, which is not allowed");
                }
            }
            assertThat(inner.connections).hasValue(0);
        }
    }

    @Test
    void anAddressThatWasCheckedIsTheOneThatIsConnectedTo() throws Exception {
        try (var server = new HandServer(HandServer.fixed("HTTP/1.1 200 OK\nContent-Length: 2\n", new byte[2]))) {
            var asked = new ArrayList<String>();
            var access = new HttpAccess(HttpAddress.parse("http://camera:" + server.port() + "/"), TlsPolicy.usual(), () -> LONG,
                    host -> {
                        asked.add(host);
                        return List.of(InetAddress.getLoopbackAddress());
                    }, _ -> {}, System::nanoTime);
            try (var client = new CameraClient(access, () -> false); var answer = client.get()) {
                assertThat(answer.status()).isEqualTo(200);
            }
            assertThat(asked).containsExactly("camera");
        }
    }

    @Test
    void connectionsAreKeptAndAClosedOneIsReplaced() throws Exception {
        var closing = new AtomicBoolean();
        try (var server = new HandServer((_, out) -> {
            if (closing.compareAndSet(true, false)) {
                return false; // as a server does that has just given up waiting
            }
            write(out, "HTTP/1.1 200 OK\nContent-Length: 2\n\nok");
            return true;
        }); var client = client(server.url("/"))) {
            for (int i = 0; i < 6; i++) {
                closing.set(i == 3);
                try (var answer = client.get()) {
                    assertThat(answer.body().readAllBytes()).hasSize(2);
                }
            }
            assertThat(server.connections).hasValue(2);
        }
    }

    @Test
    void whatIsNotReadIsNotWaitedFor() throws Exception {
        try (var server = new HandServer((_, out) -> {
            write(out, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2\nok\n");
            return HandServer.sayNothing();
        }); var client = client(server.url("/"))) {
            for (int i = 0; i < 6; i++) {
                long startNanos = System.nanoTime();
                try (var answer = client.get()) {
                    assertThat(answer.body().read()).isEqualTo('o');
                }
                assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(Duration.ofSeconds(5));
            }
        }
    }

    @Test
    void silenceIsWaitedForAsLongAsThePatienceAndNoLonger() throws Exception {
        try (var server = new HandServer((request, out) -> {
            if (!request.target().equals("/head")) {
                write(out, "HTTP/1.1 200 OK\n\n");
            }
            if (request.target().equals("/slow")) {
                for (char c : "body".toCharArray()) {
                    Thread.sleep(200);
                    write(out, String.valueOf(c));
                }
                return false;
            }
            return HandServer.sayNothing();
        })) {
            for (String path : new String[]{"/head", "/body"}) {
                try (var client = new CameraClient(access(server.url(path), Duration.ofMillis(300)), () -> false)) {
                    assertThatThrownBy(() -> client.get().body().read()).as(path).hasMessage("timed out");
                }
            }
            // Longer than any one silence, altogether.
            try (var client = new CameraClient(access(server.url("/slow"), Duration.ofMillis(700)), () -> false);
                    var answer = client.get()) {
                assertThat(answer.body().readAllBytes()).hasSize(4);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "head", "body", "handshake"})
    void aStopOrAnInterruptEndsEveryWait(String where) throws Exception {
        var reached = new CountDownLatch(1);
        try (var server = new HandServer((_, out) -> {
            if (where.equals("body")) {
                write(out, "HTTP/1.1 200 OK\n\n");
            }
            reached.countDown();
            return HandServer.sayNothing();
        }); var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var url = where.equals("handshake")
                    ? "https://127.0.0.1:" + silent.getLocalPort() + "/"
                    : server.url("/").replace("127.0.0.1", where.equals("name") ? "somewhere" : "127.0.0.1");
            var access = new HttpAccess(HttpAddress.parse(url), TlsPolicy.usual(), () -> LONG, host -> {
                if (where.equals("name")) {
                    reached.countDown();
                    await();
                }
                return List.of(InetAddress.getLoopbackAddress());
            }, _ -> {}, System::nanoTime);
            for (boolean interrupt : new boolean[]{false, true}) {
                var stopped = new AtomicBoolean();
                var cause = new ArrayList<String>();
                var thread = Thread.ofPlatform().start(() -> {
                    try (var client = new CameraClient(access, stopped::get); var answer = client.get()) {
                        cause.add("read " + answer.body().read());
                    } catch (IOException e) {
                        cause.add(String.valueOf(e.getMessage()));
                    }
                });
                if (where.equals("handshake")) {
                    silent.accept();
                } else {
                    assertThat(reached.await(20, TimeUnit.SECONDS)).isTrue();
                }
                long startNanos = System.nanoTime();
                if (interrupt) {
                    thread.interrupt();
                } else {
                    stopped.set(true);
                }
                assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
                assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(Duration.ofSeconds(2));
                assertThat(cause).containsExactly("stopped");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void aStopEndsAWaitThoughNoOtherThreadGetsItsTurn(String scheme) throws Exception {
        var stopped = new AtomicBoolean();
        var over = new AtomicBoolean();
        var cause = new CompletableFuture<String>();
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var access = access(scheme + "://127.0.0.1:" + silent.getLocalPort() + "/", LONG);
            Thread.ofPlatform().daemon().start(() -> {
                try (var client = new CameraClient(access, stopped::get); var answer = client.get()) {
                    cause.complete("status " + answer.status());
                } catch (IOException e) {
                    cause.complete(String.valueOf(e.getMessage()));
                }
            });
            try (var accepted = silent.accept()) {
                assertThat(accepted.getInputStream().read()).as("of the request").isPositive();
                occupyVirtualThreads(over);
                stopped.set(true);
                assertThat(cause.get(10, TimeUnit.SECONDS)).isEqualTo("stopped");
            }
        } finally {
            over.set(true);
        }
    }

    /// Returns when every thread that carries virtual threads is busy with one that never waits.
    private static void occupyVirtualThreads(AtomicBoolean over) throws InterruptedException {
        int carriers = Integer.getInteger("jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
        var busy = new CountDownLatch(carriers);
        for (int i = 0; i < carriers; i++) {
            Thread.ofVirtual().start(() -> {
                busy.countDown();
                while (!over.get()) {
                    Thread.onSpinWait();
                }
            });
        }
        assertThat(busy.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aClosedClientConnectsToNobody() throws Exception {
        try (var server = new HandServer(HandServer.fixed("HTTP/1.1 200 OK\nContent-Length: 0\n"))) {
            var client = client(server.url("/"));
            client.close();
            assertThatThrownBy(client::get).hasMessage("stopped");
            assertThat(server.connections).hasValue(0);
        }
        var ended = new SocketWatch(() -> false, System::nanoTime);
        ended.close();
        try (var late = new WatchedSocket(ended)) {
            assertThat(late.isClosed()).isTrue();
        }
    }

    private static void await() throws UnknownHostException {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new UnknownHostException("interrupted");
        }
    }
}
