package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A server with an authority of its own, and clients that trust that authority alone.
class SelfSignedServerTest {
    @TempDir
    Path data;

    private RunningOriel oriel;

    @BeforeEach
    void start() {
        oriel = RunningOriel.on(data, "server.tls.selfSigned", "true", "server.host", "0.0.0.0");
        oriel.camera("door");
    }

    @AfterEach
    void close() {
        oriel.close();
    }

    private Path authority() {
        return data.resolve("tls").resolve("authority.crt");
    }

    private X509Certificate authorityCertificate() throws Exception {
        try (var in = Files.newInputStream(authority())) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private SSLContext trusting() throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null);
        store.setCertificateEntry("oriel", authorityCertificate());
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private String https(String host, String path) {
        return "https://" + host + ":" + oriel.port() + path;
    }

    private static int status(HttpClient client, String address) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.discarding()).statusCode();
    }

    /// The address of the network card, or that of this machine's own where it has none.
    private static String networkAddress() throws IOException {
        return NetworkInterface.networkInterfaces().flatMap(each -> each.inetAddresses())
                .filter(address -> address.getAddress().length == 4 && !address.isLoopbackAddress()).findFirst()
                .orElse(InetAddress.getLoopbackAddress()).getHostAddress();
    }

    @Test
    void clientsThatTrustTheAuthorityReachTheServerUnderItsAddressesAndNames() throws Exception {
        try (var client = HttpClient.newBuilder().sslContext(trusting()).build()) {
            for (var host : List.of("localhost", "127.0.0.1", networkAddress())) {
                assertThat(status(client, https(host, "/api/cameras"))).as(host).isEqualTo(200);
            }
        }
        try (var others = HttpClient.newHttpClient()) {
            assertThatThrownBy(() -> status(others, https("localhost", "/"))).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void curlReachesItUnderTheNameOfTheMachineToo() throws Exception {
        Programs.needed("curl");
        var name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip().split("\\.")[0];
        for (var host : List.of("localhost", "127.0.0.1", "[::1]", name, name + ".local")) {
            var at = host.equals("[::1]") ? "[::1]" : "127.0.0.1";
            var curl = new ProcessBuilder("curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", "--noproxy", "*", "--cacert",
                    authority().toString(), "--connect-to", host + ":" + oriel.port() + ":" + at + ":" + oriel.port(),
                    https(host, "/api/cameras")).redirectErrorStream(true).start();
            assertThat(curl.inputReader().readLine()).as(host).isEqualTo("200");
            assertThat(curl.waitFor()).as(host).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void bothNewVersionsOfTlsAreSpoken(String version) throws Exception {
        try (var socket = (SSLSocket) trusting().getSocketFactory().createSocket("127.0.0.1", oriel.port())) {
            socket.setEnabledProtocols(new String[]{version});
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
        }
    }

    @Test
    void olderVersionsOfTlsAreNotSpoken() throws Exception {
        Programs.needed("openssl");
        for (var version : List.of("-tls1", "-tls1_1")) {
            var client = new ProcessBuilder("openssl", "s_client", "-connect", "127.0.0.1:" + oriel.port(), version, "-cipher",
                    "ALL:@SECLEVEL=0").redirectErrorStream(true).start();
            client.outputWriter().close();
            assertThat(client.inputReader().lines()).as(version).anyMatch(line -> line.contains("protocol version"));
            assertThat(client.waitFor()).as(version).isNotZero();
        }
    }

    @Test
    void aRestartShowsTheSameCertificate() throws Exception {
        var before = shown();
        oriel.stop();
        oriel.startAgain();
        assertThat(shown()).isEqualTo(before);
    }

    private X509Certificate shown() throws Exception {
        try (var socket = (SSLSocket) trusting().getSocketFactory().createSocket("127.0.0.1", oriel.port())) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    // --- in the clear

    @Test
    void inTheClearThePageTellsHowToTrustAndHasTheCertificate() throws Exception {
        try (var connection = RawConnection.to(oriel.port())) {
            var page = connection.answer("GET", "/trust");
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.header("Content-Type")).startsWith("text/html");
            assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'");
            assertThat(page.body()).contains("data-https=\"own\"", fingerprint(), "Oriel on ").doesNotContain("{{");
            var certificate = connection.answer("GET", "/trust/oriel.crt");
            assertThat(certificate.header("Content-Type")).isEqualTo("application/x-x509-ca-cert");
            assertThat(certificate.body()).isEqualTo(Files.readString(authority())).doesNotContain("PRIVATE");
            for (var part : List.of("/assets/trust.css", "/assets/trust.js", "/assets/oriel.css", "/assets/icon.svg",
                    "/favicon.ico")) {
                assertThat(connection.answer("GET", part).status()).as(part).isEqualTo(200);
            }
        }
    }

    private String fingerprint() throws Exception {
        var hash = MessageDigest.getInstance("SHA-256").digest(authorityCertificate().getEncoded());
        return HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/watch/door?a=b", "/api/cameras", "/api/cameras/door/snapshot.jpg", "/assets/wall.js",
        "/metrics",
        "/nothing"})
    void inTheClearAllOtherAddressesLeadToHttps(String path) throws Exception {
        try (var connection = RawConnection.to(oriel.port())) {
            var answer = connection.answer("GET", path);
            assertThat(answer.status()).isEqualTo(307);
            assertThat(answer.header("Location")).matches("https://[^/]+" + Pattern.quote(path));
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        }
    }

    @Test
    void inTheClearNothingIsTakenAndNothingIsShownLive() throws Exception {
        for (var method : List.of("POST", "PATCH", "DELETE")) {
            try (var connection = RawConnection.to(oriel.port())) {
                var answer = connection.answer(method, "/api/cameras/door/settings");
                assertThat(answer.status()).as(method).isEqualTo(403);
                assertThat(answer.body()).contains("https-only");
            }
        }
        try (var connection = RawConnection.to(oriel.port())) {
            assertThat(connection.upgrade("/api/cameras/door/live").status()).isEqualTo(403);
        }
    }

    @Test
    void plainConnectionsAndBrokenHandshakesLeaveOthersAlone() throws Exception {
        try (var rubbish = new Socket("127.0.0.1", oriel.port());
                var half = new Socket("127.0.0.1", oriel.port());
                var clear = RawConnection.to(oriel.port());
                var good = RawConnection.to(oriel.port(), trusting())) {
            rubbish.getOutputStream().write(new byte[]{0, 1, 2, 3});
            half.getOutputStream().write(new byte[]{0x16, 3, 1});
            assertThat(clear.answer("GET", "/trust").status()).isEqualTo(200);
            assertThat(good.answer("GET", "/api/cameras").status()).isEqualTo(200);
            assertThat(clear.answer("GET", "/trust").status()).isEqualTo(200);
        }
    }
}
