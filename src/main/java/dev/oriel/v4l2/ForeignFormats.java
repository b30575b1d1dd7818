package dev.oriel.v4l2;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Formats that cameras give and Oriel cannot show, by the names that people know them by.
final class ForeignFormats {
    private static final String BAYER = "raw Bayer pictures";
    private static final Map<String, String> NAMES = Map.ofEntries(Map.entry("H264", "H.264"), Map.entry("AVC1", "H.264"),
            Map.entry("S264", "H.264"), Map.entry("M264", "H.264"), Map.entry("HEVC", "H.265"), Map.entry("H265", "H.265"),
            Map.entry("S265", "H.265"), Map.entry("MPG1", "MPEG-1"), Map.entry("MPG2", "MPEG-2"), Map.entry("MPEG", "MPEG"),
            Map.entry("MPG4", "MPEG-4"), Map.entry("XVID", "MPEG-4"), Map.entry("VP80", "VP8"), Map.entry("VP90", "VP9"),
            Map.entry("AV01", "AV1"), Map.entry("Z16", "depth"), Map.entry("INVI", "depth"), Map.entry("Y10", "deep grey"),
            Map.entry("Y12", "deep grey"), Map.entry("Y14", "deep grey"), Map.entry("Y16", "deep grey"),
            Map.entry("DVSD", "DV"), Map.entry("BYR2", BAYER), Map.entry("BA81", BAYER));
    /// Source: the kernel's `videodev2.h`, under "Bayer formats"; the digits are the bits, the small letters kinds of packing.
    private static final List<String> BAYER_BEGINNINGS = List.of("gbrg", "grbg", "rggb", "bg1", "gb1", "ba1", "rg1", "gr1", "pb",
            "pg", "pr", "ab", "ag", "ar1", "bdb", "bdg", "bdr");

    private ForeignFormats() {
    }

    /// Why nothing of what a camera offers can be shown: `gives H.264 only, which Oriel cannot show yet`.
    static String words(List<FourCc> formats) {
        Set<String> names = new LinkedHashSet<>();
        formats.forEach(format -> names.add(name(format)));
        return "gives " + String.join(" and ", names) + " only, which Oriel cannot show yet"
                + (names.contains(BAYER) ? " (cameras of a Raspberry Pi: libcamera:0)" : "");
    }

    private static String name(FourCc format) {
        var letters = format.toString().toUpperCase(Locale.ROOT);
        var lower = letters.toLowerCase(Locale.ROOT);
        boolean bayer = BAYER_BEGINNINGS.stream().anyMatch(lower::startsWith);
        return NAMES.getOrDefault(letters, bayer ? BAYER : format.toString());
    }
}
