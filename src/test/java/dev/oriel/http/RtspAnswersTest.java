package dev.oriel.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RtspAnswersTest {
    private final ByteArrayOutputStream client = new ByteArrayOutputStream();

    private @Nullable String carry(String sent) throws IOException {
        client.reset();
        return new RtspAnswers(new ByteArrayInputStream(sent.getBytes(ISO_8859_1)), client, "203.0.113.7").carry();
    }

    private String carried(String sent) throws IOException {
        assertThat(carry(sent)).isNull();
        return client.toString(ISO_8859_1);
    }

    @Test
    void mediaAndMessagesGoThrough() throws IOException {
        var media = "$\0\0\5ab\r\nc$\1\1\0" + "x".repeat(256);
        var answer = "RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Type: application/sdp\r\n";
        var request = "OPTIONS rtsp://camera/ RTSP/1.0\r\nCSeq: 9\r\n\r\n";
        assertThat(carried(answer + "Content-Length: 6\r\n\r\nv=0\r\n$" + media + "\r\n" + request + media))
                .isEqualTo(answer + "Content-Length: 6\r\n\r\nv=0\r\n$" + media + request + media);
        var large = "$\0\377\377" + "y".repeat(65535);
        assertThat(carried(large.repeat(3))).isEqualTo(large.repeat(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RTSP/1.0 302 Moved\r\nLocation: rtsp://a/\r\n\r\n", "RTSP/1.0 301 Moved\nlocation:rtsp://a/\n\n",
        "\r\n\r\nRTSP/1.0 305\r\nLocation: rtsp://b/\r\nLOCATION: rtsp://a/\r\n\r\n",
        "$\0\0\1x\0RTSP/1.0\t 307 Moved\r\nLoc\0ation: rtsp://a/\r\n\r\n",
        "RTSP/1.0 200 OK\r\nContent-Length: 4\r\nContent-Length: 1\r\n\r\nxRTSP/2.0 303 X\r\nLocation: rtsp://a/ \r\n\r\n",
        "RTSP/1.0 200 OK\r\nContent-Length: -1\r\n\r\nRTSP/1.0 302 X\r\nLocation: rtsp://a/\r\n\r\n"})
    void aRedirectIsNotPassedOn(String sent) throws IOException {
        assertThat(carry(sent)).isEqualTo("rtsp://a/");
        assertThat(client.toString(ISO_8859_1)).doesNotContain("rtsp://").doesNotContain(" 30");
    }

    @Test
    void aRedirectToNowhereIsOneToo() throws IOException {
        assertThat(carry("RTSP/1.0 302 Moved\r\n\r\n")).isEmpty();
        assertThat(client.size()).isZero();
    }

    @Test
    void aMessageIsWrittenAsItWasUnderstood() throws IOException {
        assertThat(carried("  RTSP/1.0   200  All right\nA: b\n Content-Length: 9\ncontent-length: 2x\nLoc\0ation: c\n\nab"))
                .isEqualTo("RTSP/1.0 200 All right\r\nA: b\r\n Content-Length: 9\r\nLocation: c\r\nContent-Length: 2\r\n\r\nab");
        assertThat(carried("RTSP/1.0 401 X\nA: " + "y".repeat(9000) + "\n\n")).hasSize(16 + 4000 + 4);
    }

    @Test
    void theSourceOfMediaIsTheServer() throws IOException {
        var udp = "RTSP/1.0 200 OK\r\nTransport: RTP/AVP;unicast;client_port=5000-5001;source=127.0.0.1;server_port=6379-6380";
        assertThat(carried(udp + "\r\n\r\n")).isEqualTo(udp + ";source=203.0.113.7\r\n\r\n");
    }

    @Test
    void whatIsNoRtspEndsIt() {
        for (var wrong : new String[]{"RTSP/1.0 OK\r\n\r\n", "RTSP/1.0\r\n\r\n", "RTSP/1.0 3020 X\r\n\r\n",
            "RTSP/1.0 200 OK\r\nA: b\r\n$\0\0\1x\r\n\r\n", "\1$\0\0\1\r\n\r\n",
            "RTSP/1.0 200 OK\r\n" + "A: b\r\n".repeat(200) + "\r\n",
            "RTSP/1.0 200 OK\r\nContent-Length: 1048577\r\n\r\n", "RTSP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nab", "RTSP",
            "$\0"}) {
            assertThatThrownBy(() -> carry(wrong)).as(wrong).isInstanceOf(IOException.class);
        }
    }
}
