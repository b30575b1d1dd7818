package dev.oriel.hub;

import dev.oriel.observe.Printable;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A setting of a camera that may change while it runs: its name, its default, its codec and its words.
///
/// HTTP, the bus, the kept files, the configuration and the addresses of cameras all read this table. The values themselves, and
/// which of them are allowed, are in [CameraSettings].
@SuppressWarnings("ImmutableEnumChecker") // the functions keep nothing, and all values are immutable
public enum CameraSetting {
    TITLE("title", CameraSettings::title, "", SettingCodec.text(100), new SettingWords("at most 100 characters", "Front door",
            "The name that people see; the camera's own name where none is given.")),
    SIZE("size", CameraSettings::size, null, SettingCodec.word(Size::parse),
            new SettingWords("WIDTHxHEIGHT, such as 1280x720", "1280x720",
                    "The picture's size in pixels; the source's own where none is given.")),
    FPS("fps", CameraSettings::fps, null, SettingCodec.NUMBER, new SettingWords("0.1 to 240", "15",
            "Frames per second at most; the source's own where none is given.")),
    QUALITY("quality", CameraSettings::quality, 80, SettingCodec.WHOLE, new SettingWords("1 to 100", "70",
            "JPEG quality of pictures that Oriel encodes itself.")),
    ROTATE("rotate", CameraSettings::rotate, 0, SettingCodec.WHOLE,
            new SettingWords("0, 90, 180 or 270", "180", "Degrees clockwise.")),
    FLIP("flip", CameraSettings::flip, Flip.NONE, SettingCodec.word(Flip::parse), new SettingWords("none, h, v or hv", "h",
            "Mirrors the picture, after the rotation.")),
    FILTER("filter", CameraSettings::filter, "", SettingCodec.text(1000),
            new SettingWords("filters with their arguments, separated by commas",
                    "gray,timestamp", "What each picture passes before anybody gets it, such as "
                            + "pixelate=size=0.05:x=0:y=0:w=0.4:h=0.3 to hide a part of it."));

    /// The names of all settings, in alphabetical order.
    public static final NavigableSet<String> NAMES = Collections.unmodifiableNavigableSet(
            Arrays.stream(values()).map(CameraSetting::key).collect(Collectors.toCollection(TreeSet::new)));

    /// The settings in the order of JSON, where the rate stands before the size.
    static final List<CameraSetting> IN_JSON = Stream.concat(Stream.of(TITLE, FPS), Arrays.stream(values())).distinct().toList();

    /// Words for a user.
    ///
    /// @param allowed what is allowed, to follow "allowed: "
    /// @param example a value as it could stand in a file
    /// @param meaning one sentence, with the unit
    public record SettingWords(String allowed, String example, String meaning) {}

    /// The ways of a value out of JSON and texts.
    ///
    /// @param written   takes the value out of JSON that an Oriel wrote, and converts where it can; null where it is null
    /// @param asked     takes the value out of JSON of strangers, and converts nothing
    /// @param text      takes the value out of a text
    /// @param mostChars of a text that another process says; the rest is left out
    private record SettingCodec(BiFunction<JsonObject, String, @Nullable Object> written, Function<Object, Object> asked,
            Function<String, ?> text, int mostChars) {
        static final SettingCodec NUMBER = new SettingCodec(JsonObject::getDouble, value -> ((Number) value).doubleValue(),
                Double::valueOf, 0);
        static final SettingCodec WHOLE = new SettingCodec(JsonObject::getInteger, SettingCodec::whole, Integer::valueOf, 0);

        static SettingCodec text(int mostChars) {
            return new SettingCodec(JsonObject::getString, String.class::cast, text -> text, mostChars);
        }

        /// A value that a word stands for, which its `toString` gives.
        static SettingCodec word(Function<String, ?> read) {
            return new SettingCodec((json, key) -> Optional.ofNullable(json.getString(key)).map(read).orElse(null),
                    value -> read.apply((String) value), read, 0);
        }

        static Object whole(Object value) {
            if (value instanceof Integer) {
                return value;
            }
            throw new IllegalArgumentException("a whole number");
        }
    }

    private final String key;
    private final Function<CameraSettings, @Nullable Object> of;
    private final @Nullable Object standard;
    private final SettingCodec codec;
    private final SettingWords words;

    CameraSetting(String key, Function<CameraSettings, @Nullable Object> of, @Nullable Object standard, SettingCodec codec,
            SettingWords words) {
        this.key = key;
        this.of = of;
        this.standard = standard;
        this.codec = codec;
        this.words = words;
    }

    /// The setting's name in JSON, in addresses of cameras, and behind `cameras.NAME.` in the configuration.
    public String key() {
        return key;
    }

    public SettingWords words() {
        return words;
    }

    /// The value where nobody says otherwise; null is the source's own.
    public @Nullable Object standard() {
        return standard;
    }

    /// The value that the settings have.
    @Nullable
    Object of(CameraSettings settings) {
        return of.apply(settings);
    }

    /// The names of settings among those that another process says.
    static Set<String> known(JsonArray said) {
        return said.stream().map(String.class::cast).filter(NAMES::contains).collect(Collectors.toSet());
    }

    // --- values

    /// A value as JSON has it: a text, a number, or null for the source's own.
    public static @Nullable Object json(@Nullable Object value) {
        return value == null || value instanceof Number ? value : value.toString();
    }

    /// The value in JSON of a stranger; null goes back to the default.
    ///
    /// @throws IllegalArgumentException with words for a user
    /// @throws ClassCastException       when it has another type
    @Nullable
    Object asked(@Nullable Object json) {
        return json == null ? standard : codec.asked.apply(json);
    }

    /// The value in JSON that an Oriel wrote, where null stands for no filter, too.
    ///
    /// @throws IllegalArgumentException or [ClassCastException] when it is none
    @Nullable
    Object written(JsonObject json) {
        var value = codec.written.apply(json, key);
        if (value == null && standard != null && this != FILTER) {
            throw new IllegalArgumentException(key + " is null");
        }
        return value == null ? standard : value;
    }

    /// The value as another process says it: a text becomes one bounded line.
    ///
    /// @throws IllegalArgumentException or [ClassCastException] when it is none
    @Nullable
    Object said(JsonObject json) {
        return written(json) instanceof String text ? Printable.of(text, codec.mostChars) : written(json);
    }

    /// The value in a text of a file or an address. Titles are judged by [CameraSettings] alone.
    ///
    /// @throws IllegalArgumentException when it is not allowed
    public Object parse(String text) {
        Object value = codec.text.apply(text);
        if (this != TITLE) {
            CameraSettings.titled("").with(this, value);
        }
        return value;
    }
}
