package dev.oriel.source;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;

/// What an HTTP address answers, from what the server calls it and how it begins.
///
/// @param kind  what to do with it
/// @param type  the server's word for it, without parameters; empty where it has none that can be shown
/// @param isMp4 true for the family of MP4, whose index may stand at its end
record HttpContent(Kind kind, String type, boolean isMp4) {

    enum Kind {
        /// One picture or many, bare or in parts.
        JPEGS,
        /// A playlist of HLS.
        PLAYLIST,
        /// Something for FFmpeg to look at.
        VIDEO,
        /// A page, a picture that is no JPEG, …
        OTHER
    }

    /// The most of the beginning that is looked at.
    static final int LOOK_BYTES = 512;
    /// So much of it says enough; more is not waited for.
    static final int ENOUGH_BYTES = 64;

    private static final Set<String> JPEGS = Set.of("image/jpeg", "image/jpg", "image/pjpeg", "video/x-motion-jpeg",
            "video/x-mjpeg", "video/mjpeg", "video/x-jpeg");
    private static final Set<String> PLAYLISTS = Set.of("application/vnd.apple.mpegurl", "application/x-mpegurl",
            "audio/mpegurl", "audio/x-mpegurl", "application/mpegurl", "video/mpegurl");
    private static final Pattern SHOWN = Pattern.compile("[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*");
    private static final int LONGEST_SHOWN = 60;

    /// True where the server's word says enough, so that nothing need have come yet.
    static boolean isPlain(String contentType) {
        var type = bare(contentType);
        return type.startsWith("multipart/") || JPEGS.contains(type) || PLAYLISTS.contains(type);
    }

    /// @param contentType the header, in lower case
    /// @param start       the first bytes; may be none where the type is plain
    static HttpContent of(String contentType, byte[] start) {
        var type = bare(contentType);
        var shown = type.length() <= LONGEST_SHOWN && SHOWN.matcher(type).matches() ? type : "";
        return new HttpContent(kind(type, start), shown, new String(start, StandardCharsets.ISO_8859_1).startsWith("ftyp", 4));
    }

    private static String bare(String contentType) {
        return contentType.split(";", 2)[0].strip();
    }

    private static Kind kind(String type, byte[] start) {
        var text = new String(start, StandardCharsets.ISO_8859_1);
        if (type.startsWith("multipart/") || JPEGS.contains(type) || text.startsWith("\u00ff\u00d8\u00ff")) {
            return Kind.JPEGS;
        } else if (PLAYLISTS.contains(type) || text.startsWith("#EXTM3U") || text.startsWith("\u00ef\u00bb\u00bf#EXTM3U")) {
            return Kind.PLAYLIST;
        } else if (text.startsWith("--") && text.toLowerCase(java.util.Locale.ROOT).contains("content-type: image/")) {
            return Kind.JPEGS;
        }
        return type.startsWith("image/") || isText(start) ? Kind.OTHER : Kind.VIDEO;
    }

    /// No video begins with so much that can be read.
    private static boolean isText(byte[] start) {
        for (byte b : start) {
            if (b == 0x7f || (b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t' && b != '\f')) {
                return false;
            }
        }
        return true;
    }

    /// True where the server says itself that it is video.
    boolean isVideo() {
        return type.startsWith("video/");
    }

    /// Why nothing of it can be shown.
    LostException refusal() {
        if (type.isEmpty()) {
            return LostException.answered("answers something else than pictures");
        }
        return LostException
                .answered("answers " + type + (type.startsWith("image/") ? ", only JPEG is shown" : ", not pictures"));
    }
}
