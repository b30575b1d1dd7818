package dev.oriel.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.frame.Codec;
import dev.oriel.frame.DecodedPicture;
import dev.oriel.frame.FrameHeader;
import dev.oriel.frame.Packet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeptPacketsTest {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private KeptPackets kept = new KeptPackets(Codec.H264);
    private long sequence;

    @AfterEach
    void everythingIsGivenBack() {
        kept.clear();
        assertThat(kept.bytes()).isZero();
        assertThat(kept.heldBytes()).isZero();
        assertThat(kept.newest()).isNull();
    }

    private Packet packet(Codec codec, boolean isKeyFrame, int bytes, long atNanos) {
        int kind = codec.kind(isKeyFrame);
        var header = new FrameHeader(kind, 0, sequence++, 0, 640, 480, 0);
        return Packet.of(Packet.buffer(bytes).writeZero(bytes), codec, header, isKeyFrame, atNanos);
    }

    /// Adds a packet of H.264, and returns how many it drops.
    private int add(boolean isKeyFrame, int bytes, long atNanos, boolean keepsPast) {
        var dropped = kept.add(packet(Codec.H264, isKeyFrame, bytes, atNanos), keepsPast);
        dropped.forEach(Packet::release);
        return dropped.size();
    }

    @Test
    void bytesAreThoseOfThePacketsThatAreKept() {
        add(true, 1000, 0, false);
        long ofOne = kept.heldBytes();
        add(false, 200, 0, false);
        assertThat(kept.bytes()).isEqualTo(1200);
        assertThat(kept.heldBytes()).isEqualTo(2 * ofOne - 800);
        assertThat(add(true, 1000, 0, false)).isEqualTo(2);
        assertThat(kept.bytes()).isEqualTo(1000);
        assertThat(kept.heldBytes()).isEqualTo(ofOne).isGreaterThan(1000);
    }

    /// A picture of 4000 bytes that nobody has encoded.
    private static Packet decoded(FrameHeader header) {
        return Packet.of(null, header, new DecodedPicture() {
            @Override
            public DecodedPicture share() {
                return this;
            }

            @Override
            public long bytes() {
                return 4000;
            }

            @Override
            public void close() {
                // There is no memory of its own.
            }
        }, 0);
    }

    private static Packet encoded(FrameHeader header) {
        return Packet.of(Packet.buffer(500).writeZero(500), Codec.JPEG, header, true, 0);
    }

    @Test
    void onlyTheNewestPictureThatNobodyHasEncodedIsFilled() {
        kept = new KeptPackets(Codec.JPEG);
        var header = new FrameHeader(Codec.JPEG.kind(true), 0, 7, 0, 640, 480, 0);
        var other = new FrameHeader(Codec.JPEG.kind(true), 0, 8, 0, 640, 480, 0);
        var early = encoded(header);
        assertThat(kept.fillNewest(early)).as("where nothing is kept").isSameAs(early);
        early.release();
        kept.add(decoded(header), false);
        assertThat(kept.bytes()).isZero();
        var late = encoded(other);
        assertThat(kept.fillNewest(late)).as("of another picture").isSameAs(late);
        late.release();
        var filled = encoded(header);
        kept.fillNewest(filled).release();
        assertThat(kept.newest()).isSameAs(filled);
        assertThat(kept.end()).isEqualTo(1);
        assertThat(kept.bytes()).isEqualTo(500);
        assertThat(kept.heldBytes()).isEqualTo(filled.heldBytes());
        var again = encoded(header);
        assertThat(kept.fillNewest(again)).as("it is encoded").isSameAs(again);
        again.release();
    }

    @Test
    void positionsGoOnWhereWhatWasBeforeIsDropped() {
        add(true, 100, 0, false);
        add(false, 100, 0, false);
        add(true, 100, 0, false);
        add(false, 100, 0, false);
        assertThat(List.of(kept.newestKeyFrame(), kept.end())).containsExactly(2L, 4L);
        assertThat(kept.at(1)).isNull();
        assertThat(kept.at(2)).isNotNull().matches(Packet::isKeyFrame);
        assertThat(kept.at(3)).isSameAs(kept.newest());
        assertThat(kept.at(4)).isNull();
    }

    @Test
    void theLastSecondBeforeAKeyFrameIsKeptForThoseWhoAreLate() {
        add(true, 100, 0, true);
        add(false, 100, 1, true);
        assertThat(add(true, 100, SECOND_NANOS, true)).as("exactly a second old").isZero();
        assertThat(add(false, 100, SECOND_NANOS + 1, true)).isEqualTo(1);
        assertThat(add(false, 100, 5 * SECOND_NANOS, true)).as("but never the key frame").isEqualTo(1);
        assertThat(kept.newestKeyFrame()).isEqualTo(2);
        assertThat(kept.at(2)).isNotNull();
    }

    @Test
    void severalThatAreTooOldGoAtOnceUpToTheKeyFrame() {
        add(true, 100, 0, true);
        add(false, 100, 0, true);
        add(false, 100, 0, true);
        add(true, 100, SECOND_NANOS / 2, true);
        assertThat(add(false, 100, 2 * SECOND_NANOS, true)).isEqualTo(3);
        assertThat(kept.newestKeyFrame()).isEqualTo(3);
    }

    @Test
    void whatIsTooMuchIsDroppedFromTheFront() {
        int half = Codec.H264.mostKeptBytes() / 2;
        add(true, half, 0, true);
        assertThat(add(false, half, 0, true)).as("all that may be kept").isZero();
        assertThat(add(false, 1, 0, true)).isEqualTo(1);
        assertThat(kept.newestKeyFrame()).as("it is gone").isEqualTo(-1);
        assertThat(kept.bytes()).as("nothing can be begun without it").isEqualTo(1 + half);
    }

    @Test
    void twentySecondsAreKept() {
        add(true, 100, 0, true);
        assertThat(add(false, 100, 20 * SECOND_NANOS, true)).isZero();
        assertThat(add(false, 100, 20 * SECOND_NANOS + 1, true)).isEqualTo(1);
    }

    @Test
    void tinyPacketsAreKeptInABoundedNumber() {
        add(true, 1, 0, true);
        for (int i = 1; i < 32_768; i++) {
            assertThat(add(false, 1, 0, true)).isZero();
        }
        assertThat(add(false, 1, 0, true)).isEqualTo(1);
    }

    @Test
    void ofPicturesOnlyTheNewestIsKept() {
        kept = new KeptPackets(Codec.JPEG);
        for (int i = 0; i < 3; i++) {
            var dropped = kept.add(packet(Codec.JPEG, true, 100, 0), false);
            assertThat(dropped).hasSize(i == 0 ? 0 : 1);
            dropped.forEach(Packet::release);
        }
        assertThat(kept.bytes()).isEqualTo(100);
    }
}
