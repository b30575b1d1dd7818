package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.oriel.ffmpeg.Pictures;
import dev.oriel.frame.Packet;
import dev.oriel.limits.MemoryBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JpegSplitterTest {
    private static byte[] first = {};
    private static byte[] second = {};

    private final List<ByteBuf> found = new ArrayList<>();
    private final JpegSplitter splitter = splitter();

    private JpegSplitter splitter() {
        return new JpegSplitter(picture -> {
            assertThat(picture.readerIndex()).isEqualTo(Packet.HEADROOM);
            found.add(Unpooled.wrappedBuffer(ByteBufUtil.getBytes(picture)));
            picture.release();
        });
    }

    @BeforeAll
    static void pictures() throws IOException {
        first = bytes(Pictures.quartersJpeg(64, 48));
        second = bytes(Pictures.quartersJpeg(160, 120));
    }

    @AfterEach
    void close() {
        splitter.close();
    }

    @Test
    void givesAPictureWithItsLastByte() {
        feed(first, 0, first.length - 1);
        assertThat(found).isEmpty();
        feed(first, first.length - 1, 1);
        assertThat(found).containsExactly(Unpooled.wrappedBuffer(first));
    }

    @Test
    void aPictureForWhichThereIsNoRoomIsDropped() {
        var budget = new MemoryBudget(() -> 1_000_000, System::nanoTime);
        var taken = new ArrayList<Integer>();
        try (var bounded = new JpegSplitter(picture -> {
            taken.add(picture.readableBytes());
            picture.release();
        }, budget)) {
            var scan = Arrays.copyOf(first, first.length - 2);
            bounded.feed(Unpooled.wrappedBuffer(scan));
            for (int i = 0; i < 20; i++) {
                bounded.feed(Unpooled.wrappedBuffer(new byte[100_000]));
            }
            assertThat(bounded.dropped()).isEqualTo(1);
            assertThat(budget.refused()).isEqualTo(1);
            assertThat(budget.heldBytes()).isZero();
            bounded.feed(Unpooled.wrappedBuffer(second));
            assertThat(taken).containsExactly(second.length);
            assertThat(budget.heldBytes()).isZero();
            bounded.feed(Unpooled.wrappedBuffer(scan));
            assertThat(budget.heldBytes()).isPositive();
        }
        assertThat(budget.heldBytes()).isZero();
    }

    @Test
    void byteByByte() {
        for (byte[] part : new byte[][]{first, second, first}) {
            for (int i = 0; i < part.length; i++) {
                feed(part, i, 1);
            }
        }
        assertThat(found).containsExactly(Unpooled.wrappedBuffer(first), Unpooled.wrappedBuffer(second),
                Unpooled.wrappedBuffer(first));
    }

    @Test
    void severalAtOnce() {
        feed(Unpooled.wrappedBuffer(first, second, first, second));
        assertThat(found).containsExactly(Unpooled.wrappedBuffer(first), Unpooled.wrappedBuffer(second),
                Unpooled.wrappedBuffer(first), Unpooled.wrappedBuffer(second));
    }

    @Test
    void inAnyPieces() {
        var whole = bytes(Unpooled.wrappedBuffer(first, second, first));
        var random = new Random(1);
        for (int round = 0; round < 200; round++) {
            found.clear();
            for (int at = 0; at < whole.length;) {
                int count = Math.min(whole.length - at, random.nextInt(1, 700));
                feed(whole, at, count);
                at += count;
            }
            assertThat(found).containsExactly(Unpooled.wrappedBuffer(first), Unpooled.wrappedBuffer(second),
                    Unpooled.wrappedBuffer(first));
        }
    }

    @Test
    void boundariesAndHeadersAreNoPartOfAPicture() {
        var head = "--frame\r\nContent-Type: image/jpeg\r\nContent-Length: 5\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        feed(Unpooled.wrappedBuffer(head, first, "\r\n".getBytes(StandardCharsets.US_ASCII), head, second));
        assertThat(found).containsExactly(Unpooled.wrappedBuffer(first), Unpooled.wrappedBuffer(second));
    }

    @Test
    void anImageWithinASegmentIsNoPictureOfItsOwn() {
        var withThumbnail = Unpooled.buffer().writeShort(0xffd8).writeShort(0xffe1).writeShort(2 + first.length).writeBytes(first)
                .writeBytes(second, 2, second.length - 2);
        var bytes = bytes(withThumbnail);
        feed(bytes, 0, bytes.length);
        assertThat(found).containsExactly(Unpooled.wrappedBuffer(bytes));
    }

    @Test
    void garbageIsPassedOver() {
        var random = new Random(9);
        for (int round = 0; round < 100; round++) {
            var garbage = new byte[random.nextInt(3000)];
            random.nextBytes(garbage);
            feed(garbage, 0, garbage.length);
            found.clear();
            // The garbage may have begun what looks like a picture; within two real ones it is clear that it was none.
            feed(Unpooled.wrappedBuffer(new byte[70_000], second, second));
            assertThat(found).isNotEmpty();
            assertThat(found.getLast()).isEqualTo(Unpooled.wrappedBuffer(second));
        }
    }

    @Test
    void whatIsNoPictureIsPassedOverWithoutMemory() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var nonsense = new byte[3 << 20];
        for (int i = 0; i < nonsense.length; i += 3) {
            nonsense[i] = (byte) 0xff;
            nonsense[i + 2] = 'A';
        }
        splitter.feed(Unpooled.wrappedBuffer(nonsense)); // as long as it is compiled, the compiler may allocate here
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 20; i++) {
            splitter.feed(Unpooled.wrappedBuffer(nonsense));
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000_000);
        feed(Unpooled.wrappedBuffer(second));
        assertThat(found).containsExactly(Unpooled.wrappedBuffer(second));
    }

    @Test
    void headersAreFoundBehindAnyBytesHoweverMany() {
        var before = Unpooled.buffer();
        while (before.readableBytes() < 3 * PartHeaders.MOST_BYTES) {
            before.writeShort(0xff00).writeByte('A');
            before.writeBytes(new byte[before.readableBytes() % 700]);
        }
        var text = "\r\n--B\r\nX-Name: \u00ffa\r\nX-Timestamp: 1790000000.5\r\nX-Last: \u00ffb\r\n\r\n";
        var whole = bytes(Unpooled.wrappedBuffer(before, Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.ISO_8859_1)),
                Unpooled.wrappedBuffer(first)));
        for (int step : new int[]{1, 7, 5000, whole.length}) {
            var stamps = new ArrayList<OptionalLong>();
            var own = new JpegSplitter[1];
            own[0] = new JpegSplitter(picture -> {
                stamps.add(own[0].headers().timestampMicros());
                picture.release();
            });
            for (int at = 0; at < whole.length; at += step) {
                own[0].feed(Unpooled.wrappedBuffer(whole, at, Math.min(step, whole.length - at)));
            }
            own[0].close();
            assertThat(stamps).as("in steps of %s", step).containsExactly(OptionalLong.of(1_790_000_000_500_000L));
        }
    }

    @Test
    void whatOnlyBeginsAsAPictureIsGivenLittleRoom() {
        var asked = new ArrayList<Integer>();
        try (var own = new JpegSplitter(ByteBuf::release, bytes -> asked.add(bytes))) {
            own.feed(Unpooled.wrappedBuffer(scanOf(2_000_000)));
            asked.clear();
            for (int i = 0; i < 1000; i++) {
                own.feed(Unpooled.wrappedBuffer(new byte[]{-1, -40, 'A', -1, -40, -1, -32, 0, 2, 'A'}));
            }
            assertThat(asked).hasSize(2000).allMatch(bytes -> bytes <= 4096);
            asked.clear();
            own.feed(Unpooled.wrappedBuffer(scanOf(2_000_000)));
            assertThat(asked).as("the room that the last one took is asked for at once").hasSize(2);
        }
    }

    @Test
    void aPictureThatBreaksOffAtTheNextOnesBeginIsFreed() {
        var begun = new ArrayList<Integer>();
        var held = new MemoryBudget(() -> 1_000_000, System::nanoTime);
        try (var own = new JpegSplitter(picture -> {
            begun.add(picture.readableBytes());
            picture.release();
        }, held)) {
            own.feed(Unpooled.wrappedBuffer(new byte[]{-1, -40, -1, -40, -1, -1, -40}));
            assertThat(own.dropped()).isEqualTo(2);
            own.feed(Unpooled.wrappedBuffer(second, 2, second.length - 2));
            assertThat(begun).containsExactly(second.length);
        }
    }

    @Test
    void aPictureThatBreaksOffIsDroppedForTheNext() {
        feed(second, 0, second.length - 200);
        feed(first, 0, first.length);
        assertThat(found).containsExactly(Unpooled.wrappedBuffer(first));
        assertThat(splitter.dropped()).isOne();
    }

    @Test
    void aPictureWithoutItsEndMarkerEndsAtTheBoundary() {
        for (boolean lengths : new boolean[]{true, false}) {
            found.clear();
            try (var own = splitter()) {
                own.feed(Unpooled.wrappedBuffer(part(first, first.length - 2, lengths), part(second, second.length - 2, lengths),
                        part(first, first.length - 2, lengths)));
                int there = lengths ? 3 : 2; // by its length the last one is known to be whole
                assertThat(found).as("lengths %s", lengths).hasSize(there).startsWith(withoutEnd(first), withoutEnd(second));
                assertThat(own.dropped()).isZero();
            }
        }
    }

    @Test
    void aPictureWithoutItsEndMarkerIsGivenWithItsLastByteOnceItsLengthsAreKnownToBeRight() {
        feed(Unpooled.wrappedBuffer(part(first, first.length - 2, true)));
        assertThat(found).isEmpty();
        var next = part(second, second.length - 2, true);
        for (int i = 0; i < next.length - 2; i++) { // without the line end behind it
            feed(next, i, 1);
        }
        assertThat(found).containsExactly(withoutEnd(first), withoutEnd(second));
    }

    @Test
    void aCameraWhoseLengthsBecomeWrongGoesOn() {
        feed(Unpooled.wrappedBuffer(part(first, first.length - 2, true), part(second, second.length - 2, true)));
        var wrong = "--B\r\nContent-Length: 700\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        feed(Unpooled.wrappedBuffer(wrong, second));
        feed(Unpooled.wrappedBuffer(part(first, first.length, true)));
        assertThat(found).contains(Unpooled.wrappedBuffer(first));
    }

    @Test
    void headersOfAPartAreThoseOfItsPicture() {
        var stamps = new ArrayList<OptionalLong>();
        var own = new JpegSplitter[1];
        own[0] = new JpegSplitter(picture -> {
            stamps.add(own[0].headers().timestampMicros());
            picture.release();
        });
        for (var line : new String[]{"X-Timestamp: 1790000000.123456", "x-timestamp:1790000001", "X-Timestamp: soon", "A: b"}) {
            own[0].feed(Unpooled.wrappedBuffer(("--B\r\n" + line + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII), first,
                    "\r\n".getBytes(StandardCharsets.US_ASCII)));
        }
        own[0].close();
        assertThat(stamps).containsExactly(OptionalLong.of(1_790_000_000_123_456L), OptionalLong.of(1_790_000_001_000_000L),
                OptionalLong.empty(), OptionalLong.empty());
    }

    private static ByteBuf withoutEnd(byte[] picture) {
        return Unpooled.wrappedBuffer(picture, 0, picture.length - 2);
    }

    private static byte[] part(byte[] picture, int length, boolean says) {
        var head = "--B\r\nContent-Type: image/jpeg\r\n" + (says ? "Content-Length: " + length + "\r\n" : "") + "\r\n";
        return bytes(Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.US_ASCII), Arrays.copyOf(picture, length),
                "\r\n".getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void aPictureWithoutEndIsDroppedAtTheLimit() {
        feed(first, 0, first.length - 2);
        var zeros = new byte[1 << 20];
        for (int i = 0; i < 17; i++) {
            feed(zeros, 0, zeros.length);
        }
        feed(second, 0, second.length);
        assertThat(found).containsExactly(Unpooled.wrappedBuffer(second));
        assertThat(splitter.dropped()).isOne();
    }

    private void feed(byte[] bytes, int offset, int length) {
        feed(Unpooled.wrappedBuffer(bytes, offset, length));
    }

    private void feed(ByteBuf bytes) {
        splitter.feed(bytes);
        assertThat(bytes.isReadable()).isFalse();
    }

    private static byte[] bytes(ByteBuf buffer) {
        try {
            return ByteBufUtil.getBytes(buffer);
        } finally {
            buffer.release();
        }
    }

    @Test
    void roomIsAskedForBeforeAPictureGrowsAndALargerOneIsDropped() {
        var asked = new ArrayList<Integer>();
        var sizes = new ArrayList<Integer>();
        try (var splitter = new JpegSplitter(picture -> {
            sizes.add(picture.readableBytes());
            assertThat(asked.getLast()).as("asked for all of it").isGreaterThanOrEqualTo(picture.capacity());
            picture.release();
        }, bytes -> asked.add(bytes) && bytes <= 300_000)) {
            splitter.feed(Unpooled.wrappedBuffer(scanOf(200_000)));
            splitter.feed(Unpooled.wrappedBuffer(scanOf(2_000_000)));
            assertThat(splitter.dropped()).isEqualTo(1);
            splitter.feed(Unpooled.wrappedBuffer(scanOf(1000)));
        }
        assertThat(sizes).hasSize(2);
    }

    private static byte[] scanOf(int bytes) {
        var head = ByteBufUtil.decodeHexDump("ffd8ffda0008010100003f00");
        var picture = Arrays.copyOf(head, head.length + bytes + 2);
        picture[picture.length - 2] = (byte) 0xff;
        picture[picture.length - 1] = (byte) 0xd9;
        return picture;
    }

    @Test
    void atTheEndAPictureThatLacksNothingButItsEndMarkerIsGiven() {
        for (int missing : new int[]{2, 1}) {
            found.clear();
            feed(first, 0, first.length - missing);
            splitter.finish();
            assertThat(found).containsExactly(Unpooled.wrappedBuffer(first, 0, first.length - missing));
        }
        found.clear();
        feed(first, 0, 30);
        splitter.finish();
        assertThat(found).as("within its headers").isEmpty();
    }

    @Test
    void aPictureOfTheMostBytesIsGivenAndALongerOneIsNot() {
        for (int more = 0; more < 2; more++) {
            var picture = scanOf(JpegSplitter.MOST_BYTES - 14 + more);
            assertThat(picture).hasSize(JpegSplitter.MOST_BYTES + more);
            feed(picture, 0, picture.length);
        }
        assertThat(found).hasSize(1);
        assertThat(splitter.dropped()).isOne();
        feed(scanOf(JpegSplitter.MOST_BYTES), 0, JpegSplitter.MOST_BYTES + 1);
        splitter.finish();
        assertThat(found).as("nor at the end").hasSize(1);
    }

    @Test
    void aPictureThatMayNotBeginIsDropped() {
        try (var own = new JpegSplitter(found::add, bytes -> false)) {
            own.feed(Unpooled.wrappedBuffer(first, second));
            assertThat(own.dropped()).isEqualTo(2);
        }
        assertThat(found).isEmpty();
    }

    @Test
    void aPictureWhoseLastByteHasNoRoomIsDropped() {
        var sizes = new ArrayList<Integer>();
        try (var own = new JpegSplitter(picture -> {
            sizes.add(picture.readableBytes());
            picture.release();
        }, bytes -> bytes <= Packet.HEADROOM + 1024)) {
            own.feed(Unpooled.wrappedBuffer(scanOf(1024 - 14)));
            own.feed(Unpooled.wrappedBuffer(scanOf(1025 - 14)));
            assertThat(own.dropped()).isOne();
        }
        assertThat(sizes).containsExactly(1024);
    }

    @Test
    void roomIsAskedForWhatTheLastPictureHadAndAnEighth() {
        var asked = new ArrayList<Integer>();
        try (var own = new JpegSplitter(ByteBuf::release, bytes -> asked.add(bytes))) {
            own.feed(Unpooled.wrappedBuffer(scanOf(200_000 - 14)));
            asked.clear();
            own.feed(Unpooled.wrappedBuffer(scanOf(225_001 - 14))); // all but its last byte is what is expected
        }
        assertThat(asked).startsWith(Packet.HEADROOM + 1024, Packet.HEADROOM + 225_000).hasSize(3);
    }

    @Test
    void headersOfAPictureThatBeginsABufferAreKept() {
        var lengths = new ArrayList<Integer>();
        var own = new JpegSplitter[1];
        own[0] = new JpegSplitter(picture -> {
            lengths.add(own[0].headers().bytes());
            picture.release();
        });
        own[0].feed(Unpooled.wrappedBuffer("--B\r\nContent-Length: 20014\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        own[0].feed(Unpooled.wrappedBuffer(scanOf(20_000)));
        own[0].close();
        assertThat(lengths).containsExactly(20_014);
    }

    @Test
    void markersWithoutALengthAndEmptySegmentsArePartsOfAPicture() {
        var picture = ByteBufUtil
                .decodeHexDump("ffd8" + "ff01" + "ffe00002" + "ffff" + "e00003aa" + "ffda0002" + "12ffd034ffd756ff0078"
                        + "ffd9");
        feed(picture, 0, picture.length);
        for (int i = 0; i < picture.length; i++) {
            feed(picture, i, 1);
        }
        assertThat(found).containsExactly(Unpooled.wrappedBuffer(picture), Unpooled.wrappedBuffer(picture));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ffd8" + "ffe00001", "ffd8" + "ffe00000", "ffd8" + "ffd0", "ffd8" + "ffd7", "ffd8" + "ffbf",
        "ffd8" + "12",
        "ffd8" + "ff00"})
    void aPictureThatBreaksTheRulesIsDroppedForTheNext(String hex) {
        feed(Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex), first));
        assertThat(found).containsExactly(Unpooled.wrappedBuffer(first));
        assertThat(splitter.dropped()).isOne();
    }
}
