package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Many viewers of one camera, and what one that does not read costs the others.
@Tag("measured")
class ManyViewersTest {
    private static final int VIEWERS = 20;
    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final Duration MEASURED = Duration.ofSeconds(4);
    private static final double ENOUGH = 29.0 / 30;
    private static final int MEGABYTE = 1 << 20;
    private static final NumberedJpegs LARGE = new NumberedJpegs(640, 360, 50_000);

    private final RunningOriel oriel = RunningOriel.with();
    private final FakeCamera door = oriel.camera("door", LARGE);
    private final List<PullingViewer> viewers = new ArrayList<>();
    /// Of the last measured time.
    private long published;
    private long skipped;

    @AfterEach
    void close() {
        viewers.forEach(PullingViewer::close);
        oriel.close();
    }

    /// Asks for the next picture as soon as one is there, and counts.
    private static final class PullingViewer implements AutoCloseable {
        final LongAdder pictures = new LongAdder();
        final Viewer viewer;

        PullingViewer(RunningOriel oriel) {
            viewer = Viewer.connect(oriel.ws("/websocket"), (from, message) -> {
                pictures.increment();
                from.say("more");
            });
            viewer.say("more");
        }

        @Override
        public void close() {
            viewer.close();
        }
    }

    /// The share of the camera's pictures that the slowest of all viewers gets, 0 to 1.
    private double slowestShare(Duration time) {
        await().atMost(Duration.ofSeconds(10)).until(() -> viewers.stream().allMatch(one -> one.pictures.sum() > 0));
        pass(WARM_UP);
        var before = viewers.stream().map(one -> one.pictures.sum()).toList();
        long publishedBefore = door.track().published();
        long skippedBefore = door.track().counts().skipped();
        long fromNanos = System.nanoTime();
        pass(time);
        double seconds = (System.nanoTime() - fromNanos) / 1e9;
        published = door.track().published() - publishedBefore;
        skipped = door.track().counts().skipped() - skippedBefore;
        double slowest = Double.MAX_VALUE;
        for (int i = 0; i < viewers.size(); i++) {
            slowest = Math.min(slowest, (viewers.get(i).pictures.sum() - before.get(i)) / seconds);
        }
        return slowest * seconds / published;
    }

    private static void pass(Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(5)).until(() -> true);
    }

    private void connect(int count) {
        for (int i = 0; i < count; i++) {
            viewers.add(new PullingViewer(oriel));
        }
    }

    @Test
    void everyOneOfTwentyPullViewersGetsTheCamerasRate() {
        door.runAt(30);
        connect(VIEWERS);
        assertThat(slowestShare(MEASURED)).isGreaterThanOrEqualTo(ENOUGH);
        assertThat(skipped).isLessThan(published);
    }

    @Test
    void aViewerThatStopsReadingCostsOthersNothingAndGetsTheNewestWhenItReadsAgain() throws Exception {
        connect(3);
        long buffersBefore = Buffers.directBytes();
        try (var stuck = RawConnection.narrow(oriel.port())) {
            assertThat(stuck.upgrade("/websocket").status()).isEqualTo(101);
            for (int i = 0; i < 8; i++) {
                stuck.text("more");
            }
            door.runAt(30);
            assertThat(slowestShare(MEASURED)).isGreaterThanOrEqualTo(ENOUGH);
            // The newest frame, one on its way to each viewer, and what waits for the stuck one.
            assertThat(Buffers.directBytes() - buffersBefore).isLessThan(2 * MEGABYTE);
            assertThat(takesUpAgain(stuck)).as("bytes that lay in the pipe").isLessThan(2 * MEGABYTE);
        }
    }

    /// Reads on and asks until a picture of now comes; returns the bytes that were older.
    private long takesUpAgain(RawConnection stuck) throws Exception {
        long newest = door.number();
        long olderBytes = 0;
        for (int i = 0; i < 8; i++) {
            var picture = stuck.nextFrame(RawConnection.BINARY).payload;
            if (NumberedJpegs.number(picture) >= newest - 30) {
                return olderBytes;
            }
            olderBytes += picture.length;
        }
        throw new AssertionError("eight old pictures");
    }

    @Test
    void aStuckViewerOfTheFullWayHoldsNextToNothing() throws Exception {
        connect(1);
        try (var stuck = RawConnection.narrow(oriel.port())) {
            assertThat(stuck.upgrade("/api/cameras/door/live", "Sec-WebSocket-Protocol: oriel.v1").status()).isEqualTo(101);
            door.runAt(30);
            assertThat(slowestShare(Duration.ofSeconds(2))).isGreaterThanOrEqualTo(ENOUGH);
            long newest = door.number();
            long olderBytes = 0;
            int older = 0;
            while (true) {
                var message = stuck.nextFrame(RawConnection.BINARY).payload;
                var header = WireHeader.read(message);
                if (header.kind() != 1) {
                    continue;
                }
                stuck.frame(RawConnection.BINARY, header.acknowledgement());
                if (header.sequence() >= newest - 30) {
                    break;
                }
                olderBytes += message.length;
                older++;
            }
            assertThat(older).isLessThanOrEqualTo(5);
            assertThat(olderBytes).isLessThan(2 * MEGABYTE);
        }
    }
}
