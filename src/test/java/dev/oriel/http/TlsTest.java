package dev.oriel.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
    @TempDir
    static Path folder = Path.of("");

    private final List<UnprovenCertificate> told = new ArrayList<>();

    private String ask(String url, @Nullable String policy) {
        return ask(url, policy, Duration.ofSeconds(30));
    }

    private String ask(String url, @Nullable String policy, Duration patience) {
        var access = new HttpAccess(HttpAddress.parse(url), TlsPolicy.parse(policy), () -> patience,
                host -> List.of(host.contains("example") || host.contains("local")
                        ? InetAddress.getLoopbackAddress()
                        : InetAddress.getByName(host)),
                told::add, System::nanoTime);
        try (var client = new CameraClient(access, () -> false); var answer = client.get()) {
            return new String(answer.body().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "! " + e.getMessage();
        }
    }

    private static HandServer server(ServerCertificate certificate) throws Exception {
        return new HandServer(certificate.context(), HandServer.fixed("HTTP/1.1 200 OK\nContent-Length: 2\n", "ok".getBytes(
                java.nio.charset.StandardCharsets.US_ASCII)));
    }

    @Test
    void aPrivateAddressIsAcceptedAndItsFingerprintTold() throws Exception {
        var certificate = new ServerCertificate(folder);
        try (var server = server(certificate)) {
            for (String host : new String[]{"127.0.0.1", "localhost", "camera.local", "door.fritz.example", "camera.example"}) {
                told.clear();
                assertThat(ask("https://" + host + ":" + server.port() + "/", null)).as(host).isEqualTo("ok");
                assertThat(told).containsExactly(new UnprovenCertificate(host + ":" + server.port(), certificate.sha256(),
                        "certificate not trusted", true));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"camera.example,203.0.113.7,false", "203.0.113.7,203.0.113.7,false", "door.local,2001:4860::8888,false",
        "door,100.64.0.1,false", "door.fritz.box,192.168.178.40,true", "camera.example,10.0.0.9,true",
        "camera.example,fd00::1,true", "camera.example,169.254.3.4,true"})
    void theAddressDecidesWhetherACertificateMayBeAnyAndNotTheName(String host, String at, boolean accepted) throws Exception {
        var chain = new ServerCertificate(folder).chain();
        var judge = new CertificateJudge(TlsPolicy.usual(), new HttpAddress(true, host, 443, "/", null),
                InetAddress.getByName(at),
                told::add);
        if (accepted) {
            judge.checkServerTrusted(chain, "EC");
        } else {
            assertThatThrownBy(() -> judge.checkServerTrusted(chain, "EC")).hasMessage("certificate not trusted");
        }
        assertThat(told).hasSize(1).allMatch(one -> one.accepted() == accepted && one.sha256().length() == 64);
    }

    @ParameterizedTest
    @CsvSource({"-startdate,-10d,-validity,5,certificate expired", "-startdate,+10d,-validity,5,certificate not yet valid",
        "-validity,5,-sigalg,SHA256withECDSA,certificate not trusted"})
    void verifySaysWhatIsWrong(String one, String two, String three, String four, String cause) throws Exception {
        var certificate = new ServerCertificate(folder, one, two, three, four);
        try (var server = server(certificate)) {
            assertThat(ask("https://me:secret@127.0.0.1:" + server.port() + "/", "verify")).isEqualTo("! " + cause);
            assertThat(server.asked).isEmpty();
            assertThat(ask("https://127.0.0.1:" + server.port() + "/", "any")).isEqualTo("ok");
            assertThat(told).hasSize(1);
        }
    }

    @Test
    void aPinnedCertificateIsTheOnlyOneThatWillDo() throws Exception {
        var expired = new ServerCertificate(folder, "-startdate", "-10d", "-validity", "5");
        try (var server = server(expired)) {
            var url = "https://camera.example:" + server.port() + "/";
            var colons = String.join(":", expired.sha256().split("(?<=\\G..)")).toUpperCase(Locale.ROOT);
            assertThat(ask(url, "sha256:" + expired.sha256())).isEqualTo("ok");
            assertThat(ask(url, "sha256:" + colons)).isEqualTo("ok");
            assertThat(ask(url, "sha256:" + "0".repeat(64)))
                    .isEqualTo("! certificate of another fingerprint: sha256:" + expired.sha256());
            assertThat(told).isEmpty();
        }
    }

    @Test
    void aCheckedCameraDoesNotSendUsToTheClear() throws Exception {
        var certificate = new ServerCertificate(folder);
        try (var clear = new HandServer(HandServer.fixed("HTTP/1.1 200 OK\nContent-Length: 0\n"));
                var server = new HandServer(certificate.context(),
                        HandServer.fixed("HTTP/1.1 302 X\nLocation: " + clear.url("/") + "\n"))) {
            var url = "https://127.0.0.1:" + server.port() + "/";
            assertThat(ask(url, "sha256:" + certificate.sha256())).startsWith("! points from https to http");
            assertThat(ask(url, null)).isEmpty();
        }
    }

    @Test
    void theWrongSchemeIsSaid() throws Exception {
        try (var clear = new HandServer(HandServer.fixed("HTTP/1.1 200 OK\n"))) { // it waits for the end of a line
            assertThat(ask("https://127.0.0.1:" + clear.port() + "/", null, Duration.ofMillis(500)))
                    .isEqualTo("! the server does not speak TLS there (http:// may be meant)");
        }
        try (var server = server(new ServerCertificate(folder))) {
            assertThat(ask(server.url("/"), null)).isEqualTo("! the server speaks TLS there (https:// may be meant)");
        }
        try (var listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) { // as OpenSSL's servers do
            Thread.ofVirtual().start(() -> {
                for (boolean silent = true;; silent = false) {
                    try (Socket socket = listening.accept()) {
                        assertThat(socket.getInputStream().read(new byte[4096])).isPositive();
                        socket.getOutputStream().write(silent ? new byte[0] : HexFormat.of().parseHex("15030300020228"));
                    } catch (IOException _) {
                        return;
                    }
                }
            });
            assertThat(ask("http://127.0.0.1:" + listening.getLocalPort() + "/", null))
                    .isEqualTo("! the server speaks TLS there (https:// may be meant)");
        }
        var page = "<title>400</title><center>The plain HTTP request was sent to HTTPS port</center>";
        try (var nginx = new HandServer(HandServer.fixed("HTTP/1.1 400 Bad Request\nContent-Length: " + page.length() + "\n",
                page.getBytes(java.nio.charset.StandardCharsets.US_ASCII)))) {
            assertThat(ask(nginx.url("/"), null)).endsWith("the server speaks TLS there (https:// may be meant)");
        }
    }

    /// Alerts of RFC 8446, 6.2; and the ServerHello of a server that knows TLS 1.0 only.
    @ParameterizedTest
    @CsvSource({"15 03 01 00 02 02 46,the server offers only an old version of TLS",
        "15 03 03 00 02 02 28,no kind of TLS in common with the server",
        "15 03 03 00 02 02 70,the server has no certificate for this name",
        "16 03 01 00 2a 02 00 00 26 03 01 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d"
                + " 1e 1f 00 c0 13 00,the server offers only an old version of TLS",
        "48 54 54 50 2f 31 2e 31 20 34 30 30 20 42 61 64 0d 0a,the server does not speak TLS there (http:// may be meant)",
        "'',the server ended the TLS handshake"})
    void whyThereIsNoHandshake(String answer, String cause) throws Exception {
        try (var listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = listening.accept()) {
                    assertThat(socket.getInputStream().read(new byte[4096])).isPositive();
                    socket.getOutputStream().write(HexFormat.of().parseHex(answer.replace(" ", "")));
                    socket.shutdownOutput();
                    assertThat(socket.getInputStream().read(new byte[4096])).isLessThan(4096);
                } catch (IOException _) {
                    // The client has seen enough.
                }
            });
            assertThat(ask("https://127.0.0.1:" + listening.getLocalPort() + "/", null)).isEqualTo("! " + cause);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "sha256:", "sha256:00", "sha1:00", "sha256:zz"})
    void whatIsNoPolicy(String setting) {
        assertThatThrownBy(() -> TlsPolicy.parse(setting)).hasMessage("allowed: verify, any or sha256:FINGERPRINT");
    }
}
