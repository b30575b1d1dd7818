package dev.oriel.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.http.ServerCertificate;
import dev.oriel.http.TlsPolicy;
import dev.oriel.testing.FreePorts;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The ways to a relay, and what is said where there is none.
class RelayReachedTest {
    private final TestEdge edge = new TestEdge();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        edge.close();
    }

    private void saysSoon(String words) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(edge.said()).anySatisfy(line -> assertThat(line).contains(words)));
        assertThat(edge.said().toString()).doesNotContain(TestEdge.KEY);
    }

    // --- causes

    @Test
    void nameThatNobodyKnows() {
        edge.start(TestEdge.plan("https://relay.invalid"));
        saysSoon("no connection to relay.invalid: cannot resolve relay.invalid");
    }

    @Test
    void portThatNobodyListensOn() throws Exception {
        int port = FreePorts.next();
        edge.start(TestEdge.plan("http://127.0.0.1:" + port));
        saysSoon("refuses connections (nothing listens there)");
    }

    @ParameterizedTest
    @CsvSource({"401, does not know the key", "403, takes a publisher's key", "404, no Oriel there",
        "426, drops the header Upgrade",
        "301, the relay is elsewhere", "400, no version of oriel.edge.v1 in common", "503, answers 503"})
    void refusedHandshakeIsExplained(int status, String words) {
        try (var relay = ScriptedRelay.start()) {
            relay.refuse(status);
            edge.start(TestEdge.plan(relay.address()));
            saysSoon(words);
        }
    }

    @Test
    void sameCauseIsSaidOnceHoweverOftenItIsTried() {
        try (var relay = ScriptedRelay.start()) {
            relay.refuse(503);
            edge.start(TestEdge.plan(relay.address()));
            await().atMost(Duration.ofSeconds(60)).until(() -> relay.attempts() >= 3);
            assertThat(edge.said()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"401, does not know the key", "403, takes a publisher's key"})
    void refusedKeyIsNotTriedAgainSoon(int status, String words) {
        try (var relay = ScriptedRelay.start()) {
            relay.refuse(status);
            edge.start(TestEdge.plan(relay.address()));
            saysSoon(words);
            await().during(Duration.ofSeconds(5)).atMost(Duration.ofSeconds(20)).until(() -> relay.attempts() == 1);
        }
    }

    @Test
    void keyIsReadForEachConnection() throws Exception {
        var key = new String[]{"orielkey_old"};
        try (var relay = ScriptedRelay.start()) {
            relay.refuse(503);
            edge.start(new RelayPlan(RelayAddress.parse(relay.address()), () -> key[0], new TlsPolicy.Verify(), false, Set.of()));
            await().atMost(Duration.ofSeconds(60)).until(() -> relay.attempts() >= 1);
            key[0] = "orielkey_new";
            saysSoon("answers 503");
            relay.refuse(0);
            assertThat(relay.link().authorization).isEqualTo("Bearer orielkey_new");
        }
    }

    @Test
    void serverThatSpeaksNoHttp() throws Exception {
        try (var server = new ServerSocket(0)) {
            Thread.ofVirtual().start(() -> answerEach(server, "SSH-2.0-OpenSSH_9.9\r\n\r\n"));
            edge.start(TestEdge.plan("http://127.0.0.1:" + server.getLocalPort()));
            saysSoon("it does not speak HTTP there");
        }
    }

    // --- TLS

    private SslContext tls(ServerCertificate certificate) throws Exception {
        return new JdkSslContext(certificate.context(), false, null, IdentityCipherSuiteFilter.INSTANCE,
                ApplicationProtocolConfig.DISABLED, ClientAuth.NONE, null, false);
    }

    @Test
    void certificateThatNobodyVouchesForIsRefusedWithTheWayToTrustIt() throws Exception {
        var certificate = new ServerCertificate(folder);
        try (var relay = ScriptedRelay.start(tls(certificate))) {
            edge.start(TestEdge.plan(relay.address()));
            saysSoon("certificate not trusted; where it is the relay's own, trust it with push.tls: sha256:"
                    + certificate.sha256());
            assertThat(relay.attempts()).isZero();
        }
    }

    @Test
    void pinnedCertificateIsTakenAndPicturesPass() throws Exception {
        var certificate = new ServerCertificate(folder);
        try (var relay = ScriptedRelay.start(tls(certificate))) {
            var door = edge.camera("door");
            edge.start(TestEdge.plan(relay.address(), TlsPolicy.parse("sha256:" + certificate.sha256()), false, Set.of()));
            var link = relay.link();
            link.next("offer");
            link.watch("door", true);
            await().atMost(Duration.ofSeconds(60)).until(door.track()::wanted);
            door.publish(new byte[]{(byte) 0xff, (byte) 0xd8, 1, 2, 3});
            assertThat(link.picture()).endsWith(1, 2, 3);
        }
    }

    /// Some say what is wrong, others hang up.
    @ParameterizedTest
    @CsvSource({"HTTP/1.1 400 Bad Request, does not speak TLS there", "'', does not answer the handshake"})
    void serverWithoutTlsIsSaidToBeOne(String answer, String words) throws Exception {
        try (var server = new ServerSocket(0)) {
            Thread.ofVirtual().start(() -> answerEach(server, answer));
            edge.start(TestEdge.plan("https://127.0.0.1:" + server.getLocalPort()));
            saysSoon("TLS with 127.0.0.1:" + server.getLocalPort() + ": it " + words + " (http:// may be meant)");
        }
    }

    private static void answerEach(ServerSocket server, String answer) {
        try {
            while (true) {
                try (var client = server.accept()) {
                    client.getInputStream().read();
                    client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                }
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    // --- proxies

    @ParameterizedTest
    @CsvSource({"http, ", "http, me:p@ss", "socks5, ", "socks5, me:p@ss"})
    void proxyLeadsToTheRelayAndLooksItsNameUp(String scheme, String login) throws Exception {
        try (var relay = ScriptedRelay.start(); var proxy = new TestProxy(login)) {
            var user = login == null ? "" : login.replace("@", "%40") + "@";
            edge.start(TestEdge.plan("http://relay.test:" + relay.port()),
                    Map.of("ALL_PROXY", scheme + "://" + user + "127.0.0.1:" + proxy.port()));
            assertThat(relay.link().next("offer")).isNotNull();
            assertThat(proxy.asked()).containsExactly("relay.test:" + relay.port());
        }
    }

    @Test
    void proxyLeadsToARelayWithTlsToo() throws Exception {
        var certificate = new ServerCertificate(folder);
        try (var relay = ScriptedRelay.start(tls(certificate)); var proxy = new TestProxy(null)) {
            edge.start(
                    TestEdge.plan("https://relay.test:" + relay.port(), TlsPolicy.parse("sha256:" + certificate.sha256()), false,
                            Set.of()),
                    Map.of("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port()));
            assertThat(relay.link().next("offer")).isNotNull();
        }
    }

    @Test
    void proxyThatRefusesIsSaidToDoSo() throws Exception {
        try (var proxy = new TestProxy("me:secret-word")) {
            edge.start(TestEdge.plan("http://relay.test:8080"),
                    Map.of("HTTP_PROXY", "http://me:wrong-word@127.0.0.1:" + proxy.port()));
            saysSoon("the proxy refuses: 407 Proxy Authentication Required");
            assertThat(edge.said().toString()).doesNotContain("wrong-word");
        }
    }

    @Test
    void proxyThatIsGoneIsSaidToBe() throws Exception {
        int port = FreePorts.next();
        edge.start(TestEdge.plan("http://relay.test:8080"), Map.of("HTTP_PROXY", "http://127.0.0.1:" + port));
        saysSoon("the proxy 127.0.0.1:" + port + " refuses connections");
    }
}
