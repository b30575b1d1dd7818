package dev.oriel.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.frame.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaylistReaderTest {
    private static final String LIVE = """
            #EXTM3U
            #EXT-X-VERSION:3
            #EXT-X-TARGETDURATION:2
            #EXT-X-MEDIA-SEQUENCE:17
            #EXT-X-DISCONTINUITY-SEQUENCE:3
            #EXT-X-PROGRAM-DATE-TIME:2026-01-02T03:04:05.678+0100
            #EXTINF:2.000000,
            live17.ts
            #EXTINF:1.5,a title, with a comma
            sub/live18.ts?token=a,b
            #EXT-X-DISCONTINUITY
            #EXTINF:2
            http://cam.example/live19.ts
            """;

    private static Playlist read(String text) throws ProtocolException {
        return PlaylistReader.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static MediaPlaylist media(String text) throws ProtocolException {
        return (MediaPlaylist) read(text);
    }

    private static List<String> addresses(MediaPlaylist playlist) {
        return playlist.segments().stream().map(segment -> segment.piece().reference()).toList();
    }

    @Test
    void segmentsHaveNumbersDurationsAndAddresses() throws ProtocolException {
        var playlist = media(LIVE);
        assertThat(playlist.ended()).isFalse();
        assertThat(playlist.targetMicros()).isEqualTo(2_000_000);
        assertThat(playlist.segments()).extracting(Segment::sequence).containsExactly(17L, 18L, 19L);
        assertThat(playlist.segments()).extracting(Segment::durationMicros).containsExactly(2_000_000L, 1_500_000L, 2_000_000L);
        assertThat(playlist.segments()).extracting(Segment::discontinuity).containsExactly(3L, 3L, 4L);
        assertThat(addresses(playlist)).containsExactly("live17.ts", "sub/live18.ts?token=a,b", "http://cam.example/live19.ts");
    }

    @Test
    void aTimeGoesOnUntilABreak() throws ProtocolException {
        long first = Instant.parse("2026-01-02T02:04:05.678Z").toEpochMilli() * 1000;
        assertThat(media(LIVE).segments()).extracting(Segment::shotAtMicros)
                .containsExactly(first, first + 2_000_000, Segment.NO_TIME);
    }

    @ParameterizedTest
    @CsvSource({"2026-01-02T03:04:05Z,2026-01-02T03:04:05Z", "2026-01-02T03:04:05.5+01:00,2026-01-02T02:04:05.5Z",
        "2026-01-02T03:04:05.123-0230,2026-01-02T05:34:05.123Z", "2026-01-02T03:04:05,2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05+02,2026-01-02T01:04:05Z"})
    void timesAreReadAsEncodersWriteThem(String written, String time) {
        assertThat(Numbers.epochMicros(written)).isEqualTo(Instant.parse(time).toEpochMilli() * 1000);
        assertThat(Numbers.epochMicros("9999-01-01T00:00:00Z")).isEqualTo(Segment.NO_TIME);
        assertThat(Numbers.epochMicros("yesterday")).isEqualTo(Segment.NO_TIME);
        assertThat(Numbers.epochMicros("+999999999-12-31T00:00:00Z")).isEqualTo(Segment.NO_TIME);
    }

    @Test
    void linesMayEndInAnyWayAndBeginWithAMark() throws ProtocolException {
        assertThat(media("\ufeff" + LIVE.replace("\n", "\r\n")).segments()).isEqualTo(media(LIVE).segments());
        assertThat(media(LIVE.strip()).segments()).isEqualTo(media(LIVE).segments());
        assertThat(media(LIVE.replace("\n", "\n\n  ")).segments()).isEqualTo(media(LIVE).segments());
    }

    @Test
    void whatIsNotKnownIsPassedOver() throws ProtocolException {
        var lowLatency = LIVE.replace("#EXTINF:1.5", """
                #EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.0
                #EXT-X-PART-INF:PART-TARGET=0.33
                #EXT-X-PART:DURATION=0.33,URI="part0.mp4",INDEPENDENT=YES
                #EXT-X-DATERANGE:ID="x",START-DATE="2026-01-01T00:00:00Z"
                #SOMETHING ELSE
                #EXT-X-CUE-OUT:30
                #EXTINF:1.5""") + "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"part9.mp4\"\n#EXT-X-RENDITION-REPORT:URI=\"x\"\n";
        assertThat(media(lowLatency).segments()).isEqualTo(media(LIVE).segments());
    }

    @Test
    void aFinishedOneIsTold() throws ProtocolException {
        assertThat(media("#EXTM3U\n#EXTINF:1,\na.ts\n#EXT-X-ENDLIST\n").ended()).isTrue();
        assertThat(media("#EXTM3U\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXTINF:1,\na.ts\n").ended()).isTrue();
        assertThat(media("#EXTM3U\n#EXT-X-PLAYLIST-TYPE:EVENT\n#EXTINF:1,\na.ts\n").ended()).isFalse();
        assertThat(media("#EXTM3U\n#EXTINF:1.25,\na.ts\n").targetMicros()).isEqualTo(1_250_000);
    }

    @Test
    void fragmentedMp4HasItsInitializationAndRanges() throws ProtocolException {
        var playlist = media("""
                #EXTM3U
                #EXT-X-MAP:URI="init.mp4",BYTERANGE="720@0"
                #EXTINF:2,
                #EXT-X-BYTERANGE:1000@720
                all.mp4
                #EXTINF:2,
                #EXT-X-BYTERANGE:500
                all.mp4
                #EXT-X-MAP:URI="other.mp4"
                #EXTINF:2,
                b.m4s
                """);
        assertThat(playlist.segments()).extracting(Segment::init).containsExactly(
                new Piece("init.mp4", new ByteRange(0, 720), null), new Piece("init.mp4", new ByteRange(0, 720), null),
                new Piece("other.mp4", null, null));
        assertThat(playlist.segments()).extracting(segment -> segment.piece().range())
                .containsExactly(new ByteRange(720, 1000), new ByteRange(1720, 500), null);
    }

    @Test
    void aKeyHoldsUntilTheNext() throws ProtocolException {
        var playlist = media("""
                #EXTM3U
                #EXTINF:2,
                a.ts
                #EXT-X-KEY:METHOD=AES-128,URI="key?a=1,2",IV=0x000102030405060708090a0b0c0d0e0f
                #EXTINF:2,
                b.ts
                #EXT-X-KEY:METHOD=SAMPLE-AES,URI="other"
                #EXTINF:2,
                c.ts
                #EXT-X-KEY:METHOD=NONE
                #EXTINF:2,
                #EXT-X-GAP
                d.ts
                """);
        assertThat(playlist.segments()).extracting(segment -> segment.piece().encryption()).containsExactly(null,
                new Encryption("AES-128", "key?a=1,2", "0x000102030405060708090a0b0c0d0e0f"),
                new Encryption("SAMPLE-AES", "other", null), null);
        assertThat(playlist.segments()).extracting(Segment::missing).containsExactly(false, false, false, true);
    }

    @Test
    void aMasterPlaylistIsAChoice() throws ProtocolException {
        var playlist = (MasterPlaylist) read("""
                #EXTM3U
                #EXT-X-INDEPENDENT-SEGMENTS
                #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aac",NAME="English",URI="audio.m3u8"
                #EXT-X-STREAM-INF:BANDWIDTH=1280000,RESOLUTION=640x360,CODECS="avc1.64001f,mp4a.40.2",AUDIO="aac"
                low/index.m3u8
                #EXT-X-STREAM-INF:BANDWIDTH=65000,CODECS="mp4a.40.5"
                audio.m3u8
                #EXT-X-STREAM-INF:BANDWIDTH=7680000
                high.m3u8?x="1"
                #EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=86000,URI="low/iframe.m3u8"
                """);
        assertThat(playlist.variants()).containsExactly(
                new Variant("low/index.m3u8", 1_280_000, List.of("avc1.64001f", "mp4a.40.2"), 640, 360),
                new Variant("audio.m3u8", 65_000, List.of("mp4a.40.5"), 0, 0),
                new Variant("high.m3u8?x=\"1\"", 7_680_000, List.of(), 0, 0));
        assertThat(playlist.variants()).extracting(Variant::showable).containsExactly(true, false, true);
    }

    @Test
    void anEncoderThatHasJustBegunHasNoSegment() throws ProtocolException {
        assertThat(media("#EXTM3U\n#EXT-X-TARGETDURATION:6\n").segments()).isEmpty();
        // An address that nothing announces is no segment.
        assertThat(media("#EXTM3U\nhttp://radio.example/\n").segments()).isEmpty();
    }

    @Test
    void whatIsNoPlaylistIsRefused() {
        for (var text : List.of("", "hello", "<html>", "#EXT", "EXTM3U", " #EXTM3U")) {
            assertThatThrownBy(() -> read(text)).isInstanceOf(ProtocolException.class).hasMessage("not a playlist");
        }
        assertThatThrownBy(() -> read("#EXTM3U\n" + "#".repeat(PlaylistReader.MOST_BYTES)))
                .isInstanceOf(ProtocolException.class).hasMessageContaining("more than 1048576 bytes");
        assertThatThrownBy(() -> read("#EXTM3U\n#EXTINF:1,\n" + "a".repeat(20_000))).isInstanceOf(ProtocolException.class)
                .hasMessageContaining("a line of 20000 characters");
    }

    @Test
    void oddNumbersDoNoHarm() throws ProtocolException {
        var playlist = media("""
                #EXTM3U
                #EXT-X-TARGETDURATION:99999999999999999999
                #EXT-X-MEDIA-SEQUENCE:-5
                #EXTINF:NaN,
                a.ts
                #EXTINF:1e400,
                #EXT-X-BYTERANGE:9223372036854775807@9223372036854775807
                b.ts
                #EXTINF:-3,
                #EXT-X-BYTERANGE:x@y
                c.ts
                #EXTINF:
                d.ts
                #EXTINF:999999999,
                e.ts
                """);
        assertThat(playlist.segments()).hasSize(5).allMatch(segment -> segment.piece().range() == null);
        assertThat(playlist.segments()).extracting(Segment::durationMicros).containsExactly(0L, 0L, 0L, 0L,
                Numbers.LONGEST_MICROS);
        assertThat(playlist.segments().getFirst().sequence()).isZero();
        assertThat(playlist.targetMicros()).isPositive();
    }

    /// Nothing but a [ProtocolException] comes of what somebody else writes.
    @Test
    void mutatedPlaylistsAreReadOrRefused() {
        var random = new Random(7);
        var seed = (LIVE + "#EXT-X-MAP:URI=\"i\",BYTERANGE=\"1@2\"\n#EXT-X-KEY:METHOD=AES-128,IV=0x1\n"
                + "#EXT-X-STREAM-INF:RESOLUTION=1x2,CODECS=\"a,b\"\nx\n").getBytes(StandardCharsets.UTF_8);
        int read = 0;
        for (int round = 0; round < 30_000; round++) {
            var bytes = mutated(seed, random);
            try {
                read += PlaylistReader.read(bytes) == null ? 0 : 1;
            } catch (ProtocolException _) {
                // Refused.
            }
        }
        assertThat(read).isPositive();
    }

    private static byte[] mutated(byte[] seed, Random random) {
        var bytes = seed.clone();
        for (int i = random.nextInt(12); i >= 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes[at] = (byte) "0123456789-.:@,=\"\n#".charAt(random.nextInt(19));
                case 2 -> bytes = java.util.Arrays.copyOf(bytes, Math.max(8, at));
                default -> System.arraycopy(seed, 0, bytes, at, Math.min(random.nextInt(seed.length), bytes.length - at));
            }
        }
        return bytes;
    }

    @Test
    void boundsThemselvesAreAllowed() throws ProtocolException {
        var line = "#".repeat(16 * 1024 - 1) + "\n";
        var longest = "#EXTM3U\n" + line.repeat(63);
        longest += "#".repeat(PlaylistReader.MOST_BYTES - longest.length());
        assertThat(longest).hasSize(1 << 20);
        assertThat(media(longest).segments()).isEmpty();
        assertThat(addresses(media("#EXTM3U\n#EXTINF:1,\n" + "a".repeat(16 * 1024)))).hasSize(1);
        assertThat(Numbers.epochMicros("1970-01-01T00:00:00Z")).isZero();
        assertThat(Numbers.epochMicros("1969-12-31T23:59:59Z")).isEqualTo(Segment.NO_TIME);
        assertThat(Numbers.epochMicros("2286-11-20T17:46:40Z")).isEqualTo(10_000_000_000_000_000L);
        assertThat(Numbers.epochMicros("2286-11-20T17:46:41Z")).isEqualTo(Segment.NO_TIME);
        assertThat(new ByteRange(Long.MAX_VALUE - 1, 1).end()).isEqualTo(Long.MAX_VALUE);
        assertThat(media("#EXTM3U\n#EXTINF:1,\n#EXT-X-BYTERANGE:1@9223372036854775806\na.ts\n").segments())
                .extracting(segment -> segment.piece().range()).containsExactly(new ByteRange(Long.MAX_VALUE - 1, 1));
    }

    @Test
    void withoutAnyDurationASegmentTakesTwoSeconds() throws ProtocolException {
        assertThat(media("#EXTM3U\n#EXTINF:0,\na.ts\n").targetMicros()).isEqualTo(2_000_000);
    }
}
