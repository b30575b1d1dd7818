package dev.oriel.hls;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The attribute list of a tag (RFC 8216, 4.2): `BANDWIDTH=1280000,CODECS="avc1.64001f,mp4a.40.2"`.
final class Attributes {
    private final Map<String, String> values = new HashMap<>();

    /// What cannot be read is left out.
    Attributes(String list) {
        int at = 0;
        while (at < list.length()) {
            int equals = list.indexOf('=', at);
            if (equals < 0) {
                return;
            }
            int begin = equals + 1;
            boolean quoted = begin < list.length() && list.charAt(begin) == '"';
            int end = list.indexOf(quoted ? '"' : ',', quoted ? begin + 1 : begin);
            end = end < 0 ? list.length() : end;
            values.putIfAbsent(list.substring(at, equals).strip(), list.substring(quoted ? begin + 1 : begin, end).strip());
            int comma = list.indexOf(',', end);
            at = comma < 0 ? list.length() : comma + 1;
        }
    }

    /// Without its quotes; null where there is none.
    @Nullable
    String text(String name) {
        return values.get(name);
    }

    String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }
}
