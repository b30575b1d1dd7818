package dev.oriel.view;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.filter.Ladder;
import dev.oriel.frame.Packet;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackOnly;
import dev.oriel.limits.PictureLimits;
import dev.oriel.time.Clocks;
import dev.oriel.view.LiveMessages.Acknowledgement;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Pictures of cameras that always have a newer one, on a link of 1 MB/s and 100 ms, in simulated time.
class PumpTest {
    private static final double BYTES_PER_SECOND = 1e6;
    private static final long MILLIS = 1_000_000;
    private static final long ONE_WAY_NANOS = 50 * MILLIS;
    private static final int PICTURE_BYTES = 10_000;

    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    private final List<Watched> watched = new ArrayList<>();
    private final Pump pump = new Pump(new Outlet(channel.pipeline().firstContext()), watched, () -> 0);
    private final ArrayDeque<Arrival> arrivals = new ArrayDeque<>();
    private long nowNanos = 1_000 * MILLIS;
    private long linkFreeAtNanos;

    /// A picture that the client has whole at that time.
    private record Arrival(int camera, long sequence, long dispersionNanos, long atNanos) {}

    private Watched watch(int index) {
        var track = new Track("camera-" + index, index, new Clocks(() -> 0, () -> 0));
        var ladder = new Ladder(track,
                new Ladder.Means(Runnable::run, new Clocks(() -> 0, () -> nowNanos), PictureLimits.usual()));
        ladder.close(); // pictures as they are
        var seat = ladder.seat(Runnable::run, new Track.Listener() {
            @Override
            public void packetAvailable() {
                // the test asks
            }
        });
        seat.start();
        var one = new Watched(new TrackOnly(track), ladder, seat, nowNanos);
        watched.add(one);
        return one;
    }

    @AfterEach
    void leavesNothing() {
        watched.forEach(one -> {
            one.seat.close();
            one.camera().track().forget();
        });
        channel.finishAndReleaseAll();
    }

    /// One millisecond goes by on the server: each camera has a new picture, and what may go out does.
    private void pass() {
        nowNanos += MILLIS;
        for (var one : watched) {
            one.camera().track().publish(Packet.buffer(PICTURE_BYTES).writeZero(PICTURE_BYTES), 640, 360, 0);
        }
        if (pump.flow().timeoutAtNanos() <= nowNanos) {
            pump.flow().expired(nowNanos);
        }
        var lastIds = watched.stream().map(Watched::lastId).toList();
        pump.run(nowNanos);
        channel.releaseOutbound();
        for (int i = 0; i < watched.size(); i++) {
            if (watched.get(i).lastId() != lastIds.get(i)) {
                carry(watched.get(i));
            }
        }
    }

    private void carry(Watched one) {
        long beginsNanos = Math.max(linkFreeAtNanos, nowNanos);
        long lastsNanos = (long) (PICTURE_BYTES / BYTES_PER_SECOND * 1e9);
        linkFreeAtNanos = beginsNanos + lastsNanos;
        var newest = requireNonNull(one.camera().track().newest());
        arrivals.add(new Arrival(one.index(), newest.sequence(), lastsNanos, linkFreeAtNanos + ONE_WAY_NANOS));
    }

    private List<Arrival> acknowledgedByNow() {
        var all = new ArrayList<Arrival>();
        while (!arrivals.isEmpty() && arrivals.peek().atNanos() + ONE_WAY_NANOS <= nowNanos) {
            all.add(arrivals.remove());
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource({"1, true", "20, true", "40, true", "80, true", "1, false", "20, false", "40, false", "80, false"})
    void severalPicturesAcknowledgedAtOnceAreOneMeasurement(int everyMillis, boolean measures) {
        watch(0);
        int came = 0;
        double most = 0;
        for (int i = 0; i < 5_000; i++) {
            pass();
            if (i % everyMillis == 0) {
                var all = acknowledgedByNow();
                came += all.size();
                if (!all.isEmpty()) {
                    long dispersionMicros = measures ? all.getLast().dispersionNanos() / 1000 : -1;
                    pump.acknowledged(new Acknowledgement(0, all.getLast().sequence(), dispersionMicros), nowNanos);
                }
            }
            most = i < 1_000 ? 0 : Math.max(most, pump.flow().bytesPerSecond());
        }
        assertThat(most).as("bytes per second at most").isLessThan(1.25 * BYTES_PER_SECOND);
        if (measures) {
            assertThat(came).as("pictures").isGreaterThan((int) (0.55 * 5 * BYTES_PER_SECOND / PICTURE_BYTES));
        }
    }

    @Test
    void whatCameBeforeItOnTheConnectionIsAcknowledgedToo() {
        watch(0);
        watch(1);
        for (int i = 0; i < 5_000; i++) {
            pass();
            for (var arrival : acknowledgedByNow()) {
                if (i < 2_000 || arrival.camera() == 1) {
                    pump.acknowledged(new Acknowledgement(arrival.camera(), arrival.sequence(), -1), nowNanos);
                }
            }
        }
        assertThat(pump.inFlight()).isBetween(1, 30);
        watched.getFirst().seat.close();
        watched.getFirst().camera().track().forget();
        watched.removeFirst();
        while (pump.inFlight() > 0) {
            nowNanos += MILLIS;
            acknowledgedByNow().forEach(arrival -> pump.acknowledged(new Acknowledgement(1, arrival.sequence(), -1), nowNanos));
            assertThat(nowNanos).as("no picture stays in flight for ever").isLessThan(10_000 * MILLIS);
        }
    }

    @Test
    void acknowledgementsOfNothingSaySo() {
        watch(0);
        pass();
        long sequence = arrivals.getFirst().sequence();
        assertThat(pump.acknowledged(new Acknowledgement(1, sequence, -1), nowNanos)).as("another camera").isFalse();
        assertThat(pump.acknowledged(new Acknowledgement(0, sequence - 1, -1), nowNanos)).as("before the first").isFalse();
        assertThat(pump.acknowledged(new Acknowledgement(0, sequence, -1), nowNanos)).isTrue();
        assertThat(pump.acknowledged(new Acknowledgement(0, sequence, -1), nowNanos)).as("once more").isFalse();
    }
}
