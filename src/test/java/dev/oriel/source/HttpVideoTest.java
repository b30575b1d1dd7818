package dev.oriel.source;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.http.HandServer;
import dev.oriel.http.TlsPolicy;
import dev.oriel.limits.PictureLimits;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpVideoTest {
    @TempDir
    Path folder = Path.of("");

    private static HttpSource source(HandServer server) {
        return new HttpSource(server.url("/clip"), false,
                new SourceTerms("door", TlsPolicy.usual(), () -> Duration.ofSeconds(30)),
                new SourceContext(TestMedia.CLOCKS, PictureLimits.usual()));
    }

    /// A file as web servers give it.
    private static boolean file(HandServer.Request request, OutputStream out, String type, byte[] file) throws IOException {
        var range = request.header("Range");
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
        out.write(((range == null
                ? "HTTP/1.1 200 OK\r\n"
                : "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes " + from + "-" + (file.length - 1) + "/" + file.length
                        + "\r\n")
                + "Content-Type: " + type + "\r\nAccept-Ranges: bytes\r\nContent-Length: " + (file.length - from) + "\r\n\r\n")
                .getBytes(US_ASCII));
        out.write(file, from, file.length - from);
        return true;
    }

    @ParameterizedTest
    @CsvSource({"a.mp4,-c:v libx264 -pix_fmt yuv420p -t 1,video/mp4", "b.mp4,-c:v libx264 -movflags faststart -t 1,video/mp4",
        "a.ts,-c:v libx264 -pix_fmt yuv420p -t 1,video/mp2t", "a.ts,-c:v libx264 -pix_fmt yuv420p -t 1,application/octet-stream",
        "a.mkv,-c:v libx264 -t 1,video/x-matroska"})
    void aFilePlaysInRealTimeWhereverItsIndexStands(String name, String words, String type) throws Exception {
        var file = Files.readAllBytes(TestMedia.make(folder, name, words));
        try (var server = new HandServer((request, out) -> file(request, out, type, file))) {
            var sink = new RecordingSink(1000);
            assertThatThrownBy(() -> source(server).run(sink)).isInstanceOf(LostException.class).hasMessage("end of file");
            assertThat(sink.shots).hasSize(30);
            assertThat(Duration.ofNanos(sink.shots.getLast().nanos() - sink.shots.getFirst().nanos()))
                    .isGreaterThan(Duration.ofMillis(900));
            assertThat(sink.told.getFirst()).startsWith("H.264 320x240");
        }
    }

    @Test
    void aFileThatHasToBeReadFromItsEndOnNeedsAServerThatGivesParts() throws Exception {
        var file = Files.readAllBytes(TestMedia.make(folder, "a.mp4", "-c:v libx264 -t 1"));
        try (var server = new HandServer(HandServer.fixed("HTTP/1.1 200 OK\nContent-Type: video/mp4\nContent-Length: "
                + file.length + "\n", file))) {
            assertThatThrownBy(() -> source(server).run(new RecordingSink(1))).isInstanceOf(IOException.class)
                    .hasMessage("the file's index stands at its end, and the server gives no parts of it");
        }
    }

    @Test
    void aStreamWithoutAnEndIsShownAsItComes() throws Exception {
        var file = Files.readAllBytes(TestMedia.make(folder, "a.ts", "-c:v libx264 -g 15 -t 4"));
        try (var server = new HandServer((_, out) -> {
            out.write("HTTP/1.0 200 OK\r\nContent-Type: video/mp2t\r\n\r\n".getBytes(US_ASCII));
            out.write(file);
            out.flush();
            return HandServer.sayNothing();
        })) {
            var sink = new RecordingSink(100);
            source(server).run(sink);
            assertThat(Duration.ofNanos(sink.shots.getLast().nanos() - sink.shots.getFirst().nanos()))
                    .isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void aStreamThatBreaksOffSaysSo() throws Exception {
        var file = Files.readAllBytes(TestMedia.make(folder, "a.ts", "-c:v libx264 -g 15 -t 2"));
        try (var server = new HandServer(HandServer.fixed(
                "HTTP/1.1 200 OK\nContent-Type: video/mp2t\nTransfer-Encoding: chunked\n\n"
                        + Integer.toHexString(file.length * 2),
                file))) {
            assertThatThrownBy(() -> source(server).run(new RecordingSink(1000))).hasMessage("the answer broke off");
        }
    }
}
