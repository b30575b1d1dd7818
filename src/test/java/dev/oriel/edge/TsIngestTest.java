package dev.oriel.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.frame.Codec;
import dev.oriel.hub.Track;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.source.Source;
import dev.oriel.time.Clocks;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is handed on, from bytes, to a camera that passes it on as a published one does.
class TsIngestTest {
    private static final int MPEG1 = 0x01;
    /// More than a chunk may hold.
    private static final int MANY = 10_000;

    private final Track broadcast = new Track("door", 0, Codec.MPEG_TS, new Clocks(() -> 0, () -> 0));
    private final List<Integer> handedOnBytes = new ArrayList<>();
    private final List<Integer> capacities = new ArrayList<>();
    private final TsIngest stream = new TsIngest(new Passing(), memory(), new KeptStream("door", new Clocks(() -> 0, () -> 0)));

    private static PublisherMemory memory() {
        try {
            return new PublisherMemory(new MemoryBudget(() -> 1L << 30, System::nanoTime));
        } catch (RefusedException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Passing implements Intake {
        @Override
        public void open(Content content, Source pictures) {
        }

        @Override
        public void packets(ByteBuf packets, boolean keyFrame) {
            handedOnBytes.add(packets.readableBytes());
            capacities.add(packets.capacity());
            broadcast.publish(packets, keyFrame);
        }

        @Override
        public void audio(ByteBuf bytes, int at) {
        }

        @Override
        public void begins(boolean passed, boolean again) {
        }
    }

    @AfterEach
    void close() {
        stream.close();
        broadcast.forget();
    }

    private void feed(byte[]... packets) throws RefusedException {
        stream.feed(TsBytes.of(packets));
        stream.handOn();
    }

    private void feedTables(int count) throws RefusedException {
        for (int i = 0; i < count; i++) {
            feed(i % 2 == 0 ? TsBytes.pat() : TsBytes.pmt(MPEG1, TsBytes.VIDEO));
        }
    }

    @Test
    void tablesGoWithTheKeyFrameBehindThem() throws Exception {
        feedTables(2);
        feed(TsBytes.mpeg1KeyFrame());
        assertThat(handedOnBytes).containsExactly(3 * TsPackets.LENGTH);
    }

    @Test
    void ofTablesAloneNoMoreAreHeldThanAKeyFrameNeeds() throws Exception {
        feedTables(MANY);
        feed(TsBytes.mpeg1KeyFrame());
        assertThat(handedOnBytes).singleElement().satisfies(bytes -> assertThat(bytes).isLessThan(100 * TsPackets.LENGTH));
        assertThat(capacities).singleElement().satisfies(bytes -> assertThat(bytes).isLessThan(200 * TsPackets.LENGTH));
    }

    @Test
    void tablesBehindAPictureThatCameWithThemAreNotHeldEither() throws Exception {
        feedTables(2);
        var packets = new byte[MANY][];
        packets[0] = TsBytes.mpeg1KeyFrame();
        for (int i = 1; i < MANY; i++) {
            packets[i] = TsBytes.pat();
        }
        feed(packets);
        feed(TsBytes.mpegPicture());
        assertThat(handedOnBytes.getFirst()).isEqualTo(3 * TsPackets.LENGTH);
        assertThat(capacities).allSatisfy(bytes -> assertThat(bytes).isLessThan(400 * TsPackets.LENGTH));
    }

    @Test
    void picturesPassBehindManyTables() throws Exception {
        feedTables(2);
        feed(TsBytes.mpeg1KeyFrame());
        feedTables(MANY);
        feed(TsBytes.mpegPicture(), TsBytes.rest(TsBytes.VIDEO));
        feed(TsBytes.mpeg1KeyFrame());
        assertThat(handedOnBytes).hasSize(3).last().isEqualTo(TsPackets.LENGTH);
        assertThat(broadcast.published()).isEqualTo(3);
    }

    @Test
    void theNewestTablesStandBeforeTheKeyFrame() throws Exception {
        feedTables(2);
        feed(TsBytes.mpeg1KeyFrame());
        feedTables(MANY);
        feed(TsBytes.mpeg1KeyFrame());
        try (var input = new TrackInput(broadcast, () -> 0)) {
            input.start();
            var packets = new byte[4 * TsPackets.LENGTH];
            assertThat(input.read(packets)).isEqualTo(packets.length);
            assertThat(packets).startsWith(TsBytes.pat()).containsSequence(TsBytes.pmt(MPEG1, TsBytes.VIDEO));
        }
    }
}
