package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The viewer against a server that sends any bytes.
@Timeout(60)
class ViewerTest {
    private static final String UPGRADED = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";

    private final ServerSocket server;

    ViewerTest() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    /// The next client is sent this at once, and the connection stays open until the client ends it.
    private Viewer viewer(String answer, byte[] frames) {
        Thread.ofVirtual().start(() -> {
            try (var client = server.accept()) {
                var all = new ByteArrayOutputStream();
                all.writeBytes(answer.getBytes(StandardCharsets.ISO_8859_1));
                all.writeBytes(frames);
                client.getOutputStream().write(all.toByteArray());
                client.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // The client's end.
            }
        });
        return Viewer.connect(URI.create("ws://127.0.0.1:" + server.getLocalPort() + "/"));
    }

    /// More than the buffers of the JDK's client, which loses some of them in about one of forty connections.
    @Test
    void nothingIsLostOfWhatComesWithTheAnswer() throws Exception {
        int messages = 40;
        var frames = new ByteArrayOutputStream();
        for (int i = 0; i < messages; i++) {
            frames.writeBytes(RawConnection.frame(0x82, 0, ByteBuffer.allocate(1600).putInt(i).array()));
        }
        for (int round = 0; round < 200; round++) {
            try (var viewer = viewer(UPGRADED, frames.toByteArray())) {
                for (int i = 0; i < messages; i++) {
                    assertThat(ByteBuffer.wrap(viewer.next().picture()).getInt()).isEqualTo(i);
                }
            }
        }
    }

    @Test
    void aMessageInPartsIsOne() throws Exception {
        var frames = new ByteArrayOutputStream();
        frames.writeBytes(RawConnection.frame(0x01, 0, "one ".getBytes(StandardCharsets.UTF_8)));
        frames.writeBytes(RawConnection.frame(0x89, 0, new byte[0]));
        frames.writeBytes(RawConnection.frame(0x80, 0, "message".getBytes(StandardCharsets.UTF_8)));
        try (var viewer = viewer(UPGRADED, frames.toByteArray())) {
            assertThat(viewer.next().words()).isEqualTo("one message");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"08 00", "83 00", "C2 00", "82 80", "89 7E 00 7E", "82 7E 00 7D", "82 7F 00 00 00 00 00 00 FF FF"})
    void whatIsNoFrameOfAServerEndsIt(String bytes) {
        try (var viewer = viewer(UPGRADED, HexFormat.ofDelimiter(" ").parseHex(bytes))) {
            assertThatThrownBy(viewer::closeCode).isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("no frame begins with");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"80 00", "01 00 82 00"})
    void whatIsInNoOrderOfFramesEndsIt(String bytes) {
        try (var viewer = viewer(UPGRADED, HexFormat.ofDelimiter(" ").parseHex(bytes))) {
            assertThatThrownBy(viewer::closeCode).isInstanceOf(ExecutionException.class).hasMessageContaining("is under way");
        }
    }

    @Test
    void aCloseIsItsCode() throws Exception {
        try (var viewer = viewer(UPGRADED, RawConnection.frame(0x88, 0, new byte[]{0x03, (byte) 0xe9}))) {
            assertThat(viewer.closeCode()).isEqualTo(1001);
            assertThat(viewer.end()).isEqualTo("1001");
        }
        try (var viewer = viewer(UPGRADED, RawConnection.frame(0x88, 0, new byte[0]))) {
            assertThat(viewer.closeCode()).isEqualTo(1005);
        }
    }

    @Test
    void anotherAnswerIsARefusal() {
        assertThatThrownBy(() -> viewer("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone", new byte[0]))
                .isInstanceOfSatisfying(Viewer.Refused.class, refused -> assertThat(refused.status()).isEqualTo(404))
                .hasMessage("404 gone");
    }
}
