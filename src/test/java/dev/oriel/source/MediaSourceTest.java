package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.http.TlsPolicy;
import dev.oriel.testing.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MediaSourceTest {

    @Test
    void causesAreShortAndCarryNoPassword() throws IOException {
        int closed = FreePorts.next();
        assertThatThrownBy(() -> source("rtsp://u:secret@127.0.0.1:" + closed + "/").run(new RecordingSink(1)))
                .isInstanceOf(IOException.class).hasMessage("connection refused");
        assertThatThrownBy(() -> source("rtsp://no-such-host.invalid:12/cret@127.0.0.1/").run(new RecordingSink(1)))
                .hasMessage("host not found; in user and password, / ? # and @ are written %2F %3F %23 and %40");
    }

    @Test
    void aServerThatNeverAnswersIsLeftAtOnceWhenStopped() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var stops = new ArrayList<Duration>();
            for (int round = 0; round < 5; round++) {
                stops.add(stop(source("rtsp://127.0.0.1:" + silent.getLocalPort() + "/")));
            }
            assertThat(stops.stream().sorted().toList().get(2)).as("the middle of %s", stops)
                    .isLessThan(Duration.ofMillis(500));
        }
    }

    private static Duration stop(MediaSource source) throws InterruptedException {
        var sink = new RecordingSink(1);
        var ended = new CountDownLatch(1);
        var thread = Thread.ofPlatform().start(() -> {
            try {
                source.run(sink);
            } catch (IOException | InterruptedException _) {
                // Either is an end.
            }
            ended.countDown();
        });
        assertThat(ended.await(400, TimeUnit.MILLISECONDS)).isFalse();
        long stoppedNanos = System.nanoTime();
        sink.stop();
        assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
        var took = Duration.ofNanos(System.nanoTime() - stoppedNanos);
        thread.join();
        return took;
    }

    @Test
    void aServerThatNeverAnswersTimesOut() throws Exception {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var terms = new SourceTerms("door", TlsPolicy.usual(), () -> Duration.ofMillis(500));
            var source = new MediaSource("rtsp://127.0.0.1:" + silent.getLocalPort() + "/", null, terms, TestMedia.CLOCKS);
            assertThatThrownBy(() -> source.run(new RecordingSink(1)))
                    .isInstanceOf(IOException.class).hasMessage("timed out");
        }
    }

    private static MediaSource source(String url) {
        return new MediaSource(url, null, Terms.USUAL, TestMedia.CLOCKS);
    }
}
