package dev.oriel.hls;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The lines of a media playlist, taken one after another.
final class MediaLines {
    /// The duration of a segment where neither it nor the playlist says any.
    private static final long USUAL_MICROS = 2_000_000;

    private final List<Segment> segments = new ArrayList<>();
    private final Map<String, Long> rangeEnds = new HashMap<>();
    private long sequence;
    private long discontinuity;
    private long targetMicros;
    private boolean ended;

    private @Nullable Encryption encryption;
    private @Nullable Piece init;
    private boolean announced;
    private long durationMicros;
    private long shotAtMicros = Segment.NO_TIME;
    private String range = "";
    private boolean missing;

    /// @param name  with its `#`
    /// @param value what stands behind the colon
    void tag(String name, String value) {
        switch (name) {
            case "#EXTINF" -> {
                announced = true;
                durationMicros = duration(value);
            }
            case "#EXT-X-TARGETDURATION" -> targetMicros = Numbers.micros(value);
            case "#EXT-X-MEDIA-SEQUENCE" -> sequence = segments.isEmpty() ? Numbers.whole(value) : sequence;
            case "#EXT-X-DISCONTINUITY-SEQUENCE" -> discontinuity += segments.isEmpty() ? Numbers.whole(value) : 0;
            case "#EXT-X-DISCONTINUITY" -> {
                discontinuity++;
                shotAtMicros = Segment.NO_TIME;
            }
            case "#EXT-X-ENDLIST" -> ended = true;
            case "#EXT-X-PLAYLIST-TYPE" -> ended |= value.equals("VOD"); // such a one must not change
            case "#EXT-X-MAP" -> init = init(new Attributes(value));
            case "#EXT-X-KEY" -> encryption = encryption(new Attributes(value));
            case "#EXT-X-BYTERANGE" -> range = value;
            case "#EXT-X-PROGRAM-DATE-TIME" -> shotAtMicros = Numbers.epochMicros(value);
            case "#EXT-X-GAP" -> missing = true;
            default -> {
                // What is not known changes nothing of what is.
            }
        }
    }

    private static long duration(String value) {
        int comma = value.indexOf(',');
        return Numbers.micros(comma < 0 ? value : value.substring(0, comma));
    }

    /// An address that stands behind no `EXTINF` is no segment.
    void address(String reference) {
        if (!announced) {
            return;
        }
        var piece = new Piece(reference, range(reference, range), encryption);
        segments.add(new Segment(sequence++, piece, init, durationMicros, discontinuity, shotAtMicros, missing));
        shotAtMicros = shotAtMicros == Segment.NO_TIME ? shotAtMicros : shotAtMicros + durationMicros;
        announced = false;
        range = "";
        missing = false;
    }

    private @Nullable Piece init(Attributes attributes) {
        var reference = attributes.text("URI");
        return reference == null ? null : new Piece(reference, range(reference, attributes.text("BYTERANGE", "")), encryption);
    }

    private static @Nullable Encryption encryption(Attributes attributes) {
        var method = attributes.text("METHOD", "NONE");
        return method.equals("NONE")
                ? null
                : new Encryption(method, attributes.text("URI", ""), attributes.text("IV"));
    }

    /// `LENGTH` or `LENGTH@OFFSET`; without the offset it follows the range before it of the same address.
    private @Nullable ByteRange range(String reference, String text) {
        int at = text.indexOf('@');
        long length = Numbers.whole(at < 0 ? text : text.substring(0, at));
        long offset = at < 0 ? rangeEnds.getOrDefault(reference, 0L) : Numbers.whole(text.substring(at + 1));
        if (length == 0 || offset > Long.MAX_VALUE - length) {
            return null;
        }
        var found = new ByteRange(offset, length);
        rangeEnds.put(reference, found.end());
        return found;
    }

    MediaPlaylist playlist() {
        long longest = segments.stream().mapToLong(Segment::durationMicros).max().orElse(0);
        long target = targetMicros > 0 ? targetMicros : longest > 0 ? longest : USUAL_MICROS;
        return new MediaPlaylist(segments, target, ended);
    }
}
