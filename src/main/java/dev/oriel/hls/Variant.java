package dev.oriel.hls;

import java.util.List;
import java.util.Locale;

/// One stream of a master playlist, as its attributes describe it.
///
/// @param reference     its playlist, as the master playlist writes it
/// @param bitsPerSecond 0 where unknown
/// @param codecs        as RFC 6381 writes them; empty where unknown
/// @param widthPixels   0 where unknown
/// @param heightPixels  0 where unknown
public record Variant(String reference, long bitsPerSecond, List<String> codecs, int widthPixels, int heightPixels) {
    private static final List<String> SHOWABLE = List.of("avc1", "avc3", "hvc1", "hev1", "av01", "vp08", "vp09", "mp4v", "mp2v");

    public Variant {
        codecs = List.copyOf(codecs);
    }

    /// What tells it from the others of its playlist, also when that is written with other tokens the next time.
    public String name() {
        return new Piece(reference, null, null).name() + " " + widthPixels + "x" + heightPixels;
    }

    /// The pixels of a picture; 0 where unknown.
    public long pixels() {
        return (long) widthPixels * heightPixels;
    }

    /// True unless the codecs are known and none of them is video that this program decodes.
    public boolean showable() {
        return codecs.isEmpty() || codecs.stream().anyMatch(codec -> SHOWABLE.contains(family(codec)));
    }

    private static String family(String codec) {
        int dot = codec.indexOf('.');
        return (dot < 0 ? codec : codec.substring(0, dot)).toLowerCase(Locale.ROOT);
    }
}
