package dev.oriel.hls;

import dev.oriel.frame.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Reads playlists: RFC 8216 and what its second edition adds, as far as pictures need it. Tags of low latency, and all that are not
/// known, are passed over.
///
/// Errors: whatever the bytes are, nothing but a [ProtocolException] comes of them.
public final class PlaylistReader {
    /// The longest playlist that is read: a day of segments of three seconds.
    public static final int MOST_BYTES = 1 << 20;

    private static final int LONGEST_LINE = 16 * 1024;
    private static final String FIRST_TAG = "#EXTM3U";
    private static final String BYTE_ORDER_MARK = "\ufeff";

    private final List<Variant> variants = new ArrayList<>();
    private final MediaLines media = new MediaLines();
    private String variantTag = "";

    private PlaylistReader() {
    }

    /// True when what begins so is a playlist.
    public static boolean beginsPlaylist(byte[] bytes, int length) {
        var text = new String(bytes, 0, Math.min(length, 16), StandardCharsets.UTF_8);
        return (text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text).startsWith(FIRST_TAG);
    }

    /// The playlist that these bytes are.
    public static Playlist read(byte[] bytes) throws ProtocolException {
        if (bytes.length > MOST_BYTES) {
            throw new ProtocolException("a playlist of more than " + MOST_BYTES + " bytes");
        }
        if (!beginsPlaylist(bytes, bytes.length)) {
            throw new ProtocolException("not a playlist");
        }
        var reader = new PlaylistReader();
        for (var line : (Iterable<String>) new String(bytes, StandardCharsets.UTF_8).lines()::iterator) {
            reader.line(line.strip());
        }
        return reader.variants.isEmpty() ? reader.media.playlist() : new MasterPlaylist(reader.variants);
    }

    private void line(String line) throws ProtocolException {
        if (line.length() > LONGEST_LINE) {
            throw new ProtocolException("a line of " + line.length() + " characters in the playlist");
        }
        if (line.startsWith("#EXT-X-STREAM-INF:")) {
            variantTag = line.substring(line.indexOf(':') + 1);
        } else if (line.startsWith("#EXT")) {
            int colon = line.indexOf(':');
            media.tag(colon < 0 ? line : line.substring(0, colon), colon < 0 ? "" : line.substring(colon + 1).strip());
        } else if (!line.isEmpty() && !line.startsWith("#")) {
            address(line);
        }
    }

    private void address(String line) {
        if (variantTag.isEmpty()) {
            media.address(line);
        } else {
            variants.add(variant(new Attributes(variantTag), line));
            variantTag = "";
        }
    }

    private static Variant variant(Attributes attributes, String reference) {
        var codecs = new ArrayList<String>();
        for (var codec : attributes.text("CODECS", "").split(",")) {
            if (!codec.isBlank()) {
                codecs.add(codec.strip());
            }
        }
        var size = attributes.text("RESOLUTION", "").toLowerCase(Locale.ROOT).split("x", -1);
        boolean sized = size.length == 2;
        return new Variant(reference, Numbers.whole(attributes.text("BANDWIDTH", "")), codecs,
                sized ? pixels(size[0]) : 0, sized ? pixels(size[1]) : 0);
    }

    private static int pixels(String text) {
        return (int) Math.min(Numbers.whole(text), 1 << 20);
    }
}
