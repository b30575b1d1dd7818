package dev.oriel.view;

import static dev.oriel.view.Simulation.MILLIS;
import static dev.oriel.view.Simulation.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.ffmpeg.Pictures;
import dev.oriel.filter.Ladder;
import dev.oriel.frame.FrameHeader;
import dev.oriel.frame.Packet;
import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.Camera;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackOnly;
import dev.oriel.limits.PictureLimits;
import dev.oriel.time.Clocks;
import dev.oriel.view.LiveMessages.Acknowledgement;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The real pump, ladders and codecs on a simulated clock, over a simulated link of 6 Mbit/s and 80 ms.
class WallSimulationTest {
    private static final long ENCODING_NANOS = 8 * MILLIS;

    /// One picture that arrived.
    private record Arrival(int camera, double ageMillis, int width, long sequence, long atNanos) {}

    /// A picture between its start and its arrival.
    private record OnItsWay(FrameHeader header, long from, long to) {}

    private record Tile(Camera camera, Ladder ladder, Watched watched) {}

    private final Simulation simulation = new Simulation();
    private final Link link = new Link(simulation, Link.Shape.of(6, 80, 100), 7);
    private final TcpFlow flow = new TcpFlow(simulation, link, TcpFlow.Control.CUBIC, TcpFlow.SendBuffer.LOWAT_128_KB,
            this::delivered);
    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    private final List<Watched> watched = new ArrayList<>();
    private final Pump pump = new Pump(new Outlet(channel.pipeline().lastContext()), watched, () -> 0);
    private final List<Tile> tiles = new ArrayList<>();
    private final List<Arrival> arrivals = new ArrayList<>();
    private final ArrayDeque<OnItsWay> onItsWay = new ArrayDeque<>();
    private final Random random = new Random(5);
    private long offset;
    private long announcedAtNanos = -1;
    private boolean pumping;
    private final ByteBuf picture = noise();

    /// 1280x720 pixels with as much detail as a camera's picture has.
    private static ByteBuf noise() {
        try {
            return Pictures.detailedJpeg(1280, 720, 36);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void tile(int index, Wish wish) {
        var track = new Track("c" + index, index, new Clocks(() -> simulation.now() / 1000, () -> 0));
        var ladder = new Ladder(track, new Ladder.Means(job -> simulation.after(ENCODING_NANOS, job),
                new Clocks(() -> simulation.now() / 1000, simulation::now), PictureLimits.usual()));
        var seat = ladder.seat(task -> simulation.after(0, task), this::pump);
        seat.start();
        var one = new Watched(new TrackOnly(track), ladder, seat, simulation.now());
        one.wish(wish);
        watched.add(one);
        tiles.add(new Tile(one.camera(), ladder, one));
        simulation.after(random.nextInt(33) * MILLIS, () -> capture(track));
    }

    private void capture(Track track) {
        track.publish(Packet.buffer(picture.readableBytes()).writeBytes(picture, picture.readerIndex(), picture.readableBytes()),
                1280, 720, simulation.now() / 1000);
        simulation.after(33 * MILLIS, () -> capture(track));
    }

    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        long next = pump.run(simulation.now());
        for (var out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            if (out instanceof ByteBuf bytes) {
                write(bytes);
            }
            ReferenceCountUtil.release(out);
        }
        pumping = false;
        long due = Math.min(next, pump.inFlight() > 0 ? pump.flow().timeoutAtNanos() : Pump.NEVER);
        if (due != Pump.NEVER) {
            simulation.at(due, () -> {
                if (pump.flow().timeoutAtNanos() <= simulation.now()) {
                    pump.flow().expired(simulation.now());
                }
                pump();
            });
        }
    }

    private void write(ByteBuf bytes) {
        try {
            var header = FrameHeader.read(bytes.slice(bytes.readerIndex() + 2, FrameHeader.LENGTH));
            onItsWay.add(new OnItsWay(header, offset, offset + bytes.readableBytes()));
            offset += bytes.readableBytes();
            flow.write(bytes.readableBytes());
        } catch (ProtocolException e) {
            throw new IllegalStateException(e);
        }
    }

    private void delivered(long position) {
        while (!onItsWay.isEmpty()) {
            var first = onItsWay.element();
            if (announcedAtNanos < 0 && position >= first.from + 26) {
                announcedAtNanos = simulation.now();
            }
            if (position < first.to) {
                return;
            }
            onItsWay.remove();
            var header = first.header;
            arrivals.add(new Arrival(header.camera(), (simulation.now() / 1000 - header.capturedAtMicros()) / 1e3,
                    header.widthPixels(), header.sequence(), simulation.now()));
            long dispersion = (simulation.now() - announcedAtNanos) / 1000;
            announcedAtNanos = -1;
            link.up(() -> {
                pump.acknowledged(new Acknowledgement(header.camera(), header.sequence(), dispersion), simulation.now());
                pump();
            });
        }
    }

    private List<Arrival> of(int camera, long fromNanos) {
        return arrivals.stream().filter(one -> one.camera == camera && one.atNanos >= fromNanos).toList();
    }

    @AfterEach
    void releases() {
        watched.forEach(one -> one.seat.close());
        tiles.forEach(tile -> {
            tile.camera.track().forget();
            tile.ladder.close();
        });
        channel.finishAndReleaseAll();
        picture.release();
    }

    @Test
    void everyTileMovesAndTheSelectedOneRuns() {
        tile(0, new Wish(854, 480, Wish.Mode.AUTO, 0, true));
        for (int i = 1; i < 9; i++) {
            tile(i, new Wish(426, 240, Wish.Mode.AUTO, 0, false));
        }
        simulation.runUntil(17 * SECOND);
        for (int i = 0; i < 9; i++) {
            var its = of(i, 6 * SECOND);
            double[] ages = its.stream().mapToDouble(Arrival::ageMillis).sorted().toArray();
            assertThat(its.size() / 11.0).as("fps of " + i).isGreaterThanOrEqualTo(i == 0 ? 10 : 3);
            assertThat(ages[ages.length * 95 / 100]).as("age of " + i).isLessThan(600);
            assertThat(its.stream().map(Arrival::sequence)).isSorted().doesNotHaveDuplicates();
            int widest = i == 0 ? 854 : 426;
            assertThat(its).allMatch(one -> one.width <= widest);
            assertThat(watched.get(i).seat.rung().widthPixels()).isEqualTo(widest);
        }
    }

    @Test
    void tilesOfOneKindAreServedAlike() {
        for (int i = 0; i < 4; i++) {
            tile(i, new Wish(640, 360, Wish.Mode.AUTO, 0, false));
        }
        simulation.runUntil(12 * SECOND);
        var counts = List.of(0, 1, 2, 3).stream().map(i -> of(i, 6 * SECOND).size()).sorted().toList();
        assertThat(counts.getFirst()).isGreaterThanOrEqualTo((int) (0.8 * counts.getLast()));
        assertThat(counts.getFirst()).isGreaterThan(20);
    }
}
