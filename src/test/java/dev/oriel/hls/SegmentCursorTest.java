package dev.oriel.hls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SegmentCursorTest {
    private static final long SECOND = 1_000_000_000;

    private final SegmentCursor cursor = new SegmentCursor();

    private static Segment segment(long sequence, String name) {
        return new Segment(sequence, new Piece(name, null, null), null, 2_000_000, 0, Segment.NO_TIME, false);
    }

    /// Segments `from` to `to`, with targets of two seconds.
    private static MediaPlaylist list(long from, long to) {
        return list(from, to, "s");
    }

    private static MediaPlaylist list(long from, long to, String name) {
        return new MediaPlaylist(LongStream.rangeClosed(from, to).mapToObj(number -> segment(number, name + number + ".ts"))
                .toList(), 2_000_000, false);
    }

    private List<Long> news(MediaPlaylist playlist, double atSeconds) {
        return numbers(cursor.news(playlist, (long) (atSeconds * SECOND)));
    }

    private static List<Long> numbers(SegmentCursor.News news) {
        return news.segments().stream().map(Segment::sequence).toList();
    }

    @Test
    void itBeginsWithTheNewest() {
        var news = cursor.news(list(3, 7), 0);
        assertThat(numbers(news)).containsExactly(7L);
        assertThat(news.continues()).isFalse();
        assertThat(news(list(3, 7), 1)).isEmpty();
        var next = cursor.news(list(4, 8), 2 * SECOND);
        assertThat(numbers(next)).containsExactly(8L);
        assertThat(next.continues()).isTrue();
    }

    @Test
    void shortOnesBringWhatIsBeforeThem() {
        var segments = List.of(segment(1, "a"), segment(2, "b"), brief(3), brief(4));
        assertThat(news(new MediaPlaylist(segments, 2_000_000, false), 0)).containsExactly(2L, 3L, 4L);
    }

    private static Segment brief(long sequence) {
        return new Segment(sequence, new Piece("brief" + sequence, null, null), null, 300_000, 0, Segment.NO_TIME, false);
    }

    @Test
    void severalAtATimeAreTakenUnlessNobodyHasLookedForLong() {
        news(list(1, 5), 0);
        assertThat(news(list(3, 7), 4)).containsExactly(6L, 7L);
        assertThat(news(list(3, 7), 9)).isEmpty();
        assertThat(news(list(6, 12), 10)).containsExactly(8L, 9L, 10L, 11L, 12L);
        cursor.begin(false);
        news(list(1, 7), 11);
        var news = cursor.news(list(10, 20), 30 * SECOND);
        assertThat(numbers(news)).containsExactly(20L);
        assertThat(news.continues()).isFalse();
        assertThat(news(list(21, 22), 32)).containsExactly(21L, 22L);
    }

    @Test
    void anEncoderThatBeganAnewIsTakenUpAtOnce() {
        news(list(100, 104), 0);
        var news = cursor.news(list(0, 0), 7 * SECOND);
        assertThat(numbers(news)).containsExactly(0L);
        assertThat(news.continues()).isFalse();
        assertThat(news(list(0, 1), 9)).containsExactly(1L);
    }

    @Test
    void anEncoderThatBeganAnewSoonIsTakenUpWithinASegment() {
        // It had written three segments, and writes ones of the same names again.
        news(list(0, 0), 0);
        news(list(0, 1), 2);
        news(list(0, 2), 4);
        assertThat(news(list(0, 0), 7)).isEmpty(); // an old copy of a cache may look like that
        assertThat(news(list(0, 0), 8.1)).containsExactly(0L);
        assertThat(news(list(0, 1), 9)).containsExactly(1L);
    }

    @Test
    void anEncoderThatBeganAnewWhereItHadBeenIsTakenUpByItsNames() {
        news(list(0, 4), 0);
        assertThat(news(list(0, 4, "t"), 9)).containsExactly(4L);
    }

    @Test
    void anOldCopyIsNoNews() {
        news(list(1, 5), 0);
        news(list(2, 6), 2);
        assertThat(news(list(1, 5), 2.5)).isEmpty();
        assertThat(news(list(2, 6), 3)).isEmpty();
        assertThat(news(list(3, 7), 4)).containsExactly(7L);
    }

    @Test
    void tokensBehindAnAddressMakeNoNews() {
        news(new MediaPlaylist(List.of(segment(1, "a.ts?token=1")), 2_000_000, false), 0);
        assertThat(news(new MediaPlaylist(List.of(segment(1, "a.ts?token=2")), 2_000_000, false), 1)).isEmpty();
        assertThat(news(new MediaPlaylist(List.of(segment(1, "/token3/a.ts")), 2_000_000, false), 1.5)).isEmpty();
        assertThat(news(new MediaPlaylist(List.of(segment(1, "a.ts?token=3"), segment(2, "b.ts?token=3")), 2_000_000, false), 2))
                .containsExactly(2L);
    }

    @Test
    void aServerThatDoesNotNumberIsFollowedByAddress() {
        news(new MediaPlaylist(List.of(segment(0, "a"), segment(1, "b"), segment(2, "c")), 2_000_000, false), 0);
        var next = new MediaPlaylist(List.of(segment(0, "b"), segment(1, "c"), segment(2, "d")), 2_000_000, false);
        assertThat(cursor.news(next, 2 * SECOND).segments()).extracting(segment -> segment.piece().reference())
                .containsExactly("d");
    }

    @Test
    void whatAnEarlierRunHasShownIsNoNews() {
        cursor.begin(false);
        news(list(1, 5), 0);
        cursor.begin(false);
        assertThat(cursor.knows(list(1, 5))).isTrue();
        assertThat(news(list(1, 5), 1)).isEmpty();
        assertThat(news(list(1, 5), 60)).isEmpty();
        assertThat(news(list(1, 6), 61)).containsExactly(6L);
        assertThat(news(list(1, 7), 62)).containsExactly(7L);
    }

    @Test
    void aRunThatFollowsAGoodOneMayShowTheNewestAgainAndOnlySoon() {
        cursor.begin(true);
        news(list(1, 5), 0);
        cursor.begin(true);
        assertThat(news(list(1, 5), 1)).containsExactly(5L);
        cursor.begin(true);
        assertThat(news(new MediaPlaylist(list(1, 5).segments(), 2_000_000, true), 2)).isEmpty();
        assertThat(news(list(1, 5), 60)).isEmpty();
    }

    @Test
    void anEmptyPlaylistIsNoNews() {
        assertThat(news(new MediaPlaylist(List.of(), 2_000_000, false), 0)).isEmpty();
        assertThat(cursor.knows(new MediaPlaylist(List.of(), 2_000_000, true))).isFalse();
        assertThat(news(list(1, 2), 1)).containsExactly(2L);
    }

    @Test
    void moreThanThreeAreTooManyWhereNobodyLookedForHalfTheirTime() {
        news(list(1, 5), 0);
        assertThat(news(list(2, 9), 4)).containsExactly(6L, 7L, 8L, 9L);
        assertThat(news(list(6, 13), 8.001)).containsExactly(13L);
        assertThat(news(list(11, 16), 68)).as("three never are").containsExactly(14L, 15L, 16L);
    }

    @Test
    void aVersionThatFollowsDirectlyIsTakenWholeUpToThree() {
        news(list(1, 5), 0);
        var three = cursor.news(list(6, 8), SECOND);
        assertThat(numbers(three)).containsExactly(6L, 7L, 8L);
        assertThat(three.continues()).isTrue();
        assertThat(news(list(9, 12), 2)).containsExactly(12L);
    }

    @Test
    void theNewestIsShownAgainForTwoSegmentsTime() {
        cursor.begin(true);
        news(list(1, 5), 1000);
        cursor.begin(true);
        assertThat(news(list(1, 5), 1003.999)).containsExactly(5L);
        cursor.begin(true);
        assertThat(news(list(1, 5), 1008)).isEmpty();
    }

    @Test
    void whatAnEncoderWroteBeforeItBeganAnewDoesNotCount() {
        news(list(0, 0), 0);
        news(list(0, 1), 2);
        news(list(0, 2), 4);
        news(list(0, 0), 10.1);
        news(list(0, 1), 12);
        assertThat(news(list(0, 2), 14)).containsExactly(2L);
        assertThat(news(list(0, 1), 14.5)).as("an old copy").isEmpty();
    }

    @Test
    void shortOnesAloneAreAllTaken() {
        assertThat(news(new MediaPlaylist(List.of(brief(3), brief(4)), 2_000_000, false), 0)).containsExactly(3L, 4L);
    }

    @Test
    void halfATargetIsNotShort() {
        var half = new Segment(2, new Piece("half", null, null), null, 1_000_000, 0, Segment.NO_TIME, false);
        assertThat(news(new MediaPlaylist(List.of(segment(1, "a"), half), 2_000_000, false), 0)).containsExactly(2L);
    }

    @Test
    void severalOfAServerThatDoesNotNumberAreFoundByAddress() {
        news(new MediaPlaylist(List.of(segment(0, "a"), segment(1, "b"), segment(2, "c")), 2_000_000, false), 0);
        var next = new MediaPlaylist(List.of(segment(0, "c"), segment(1, "d"), segment(2, "e")), 2_000_000, false);
        assertThat(cursor.news(next, 4 * SECOND).segments()).extracting(segment -> segment.piece().reference())
                .containsExactly("d", "e");
    }
}
