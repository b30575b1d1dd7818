package dev.oriel.config;

import dev.oriel.orient.Axis;
import dev.oriel.orient.AxisRange;
import dev.oriel.orient.OrientDriver;
import dev.oriel.orient.OrientHardware;
import dev.oriel.orient.OrientPlan;
import dev.oriel.orient.Pose;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The keys of `cameras.NAME.orient`: what turns a camera, and how far.
final class OrientKeys {
    private static final String NUMBER = "([+-]?\\d{1,4}(?:\\.\\d{1,3})?)";
    private static final Pattern RANGE = Pattern.compile(NUMBER + "\\.\\." + NUMBER);
    private static final Pattern HOME = Pattern.compile(NUMBER + "," + NUMBER + "(?:," + NUMBER + ")?");
    private static final Pattern CONTROL = Pattern.compile("(pan|tilt|zoom)=0x([0-9A-Fa-f]{1,8})");
    private static final double MOST_DEGREES = 360;
    private static final double MOST_ZOOM = 100;
    private static final AxisRange HALF_TURN = new AxisRange(-90, 90);
    private static final AxisRange SIMULATED_ZOOM = new AxisRange(1, 4);
    private static final AxisRange DIGITAL_ZOOM = new AxisRange(1, 8);

    static final Setting<OrientDriver> DRIVER = new Setting<>("orient.driver", OrientDriver::parse,
            "none, simulated, pantilthat, v4l2, exec or digital", null, "pantilthat",
            "What turns the camera; simulated for test:, and none for all others, where none is given.");
    static final Setting<AxisRange> PAN = degrees("pan", "-60..60", "How far it pans, in degrees, positive to the right; "
            + "-90..90 where none is given, half the field of view each way for digital.");
    static final Setting<AxisRange> TILT = degrees("tilt", "-30..90",
            "How far it tilts, in degrees, positive up; as pan where none is given.");
    static final Setting<AxisRange> ZOOM = new Setting<>("orient.zoom", text -> range(text, 1, MOST_ZOOM),
            "FROM..TO, 1..100 at most", null,
            "1..10", "How far it zooms; 1..4 for simulated, 1..8 for digital, and not at all for others, where none is given.");
    static final Setting<Pose> HOME_POSE = new Setting<>("orient.home", OrientKeys::home, "PAN,TILT or PAN,TILT,ZOOM", "0,0",
            "10,-5,1",
            "Where it looks when it is told to go home.");
    static final Setting<Double> SPEED = new Setting<>("orient.speed", Parsers.between(1, 720.0), "1 to 720", "120", "60",
            "Degrees a second at most.");
    static final Setting<Set<Axis>> INVERT = new Setting<>("orient.invert", OrientKeys::inverted, "pan, tilt or both", "",
            "pan,tilt",
            "Axes that turn the other way round.");
    static final Setting<Duration> STAY = new Setting<>("orient.stay",
            Parsers.durationBetween(Duration.ofSeconds(1), Duration.ofHours(1)), "1s to 1h", "10s", "30s",
            "How long a tour stays at each preset.");
    static final Setting<Double> FIELD_OF_VIEW = new Setting<>("orient.fieldOfView", Parsers.between(1, 180.0), "1 to 180", "60",
            "78",
            "Degrees between the left and the right edge of the picture, so that a click on it can be brought to the middle.");
    static final Setting<String> DEVICE = new Setting<>("orient.device", Parsers::text, "a device file", null, "/dev/i2c-1",
            "The I2C bus of a HAT, /dev/i2c-1 where none is given, or another V4L2 device than the camera's own.");
    static final Setting<AxisRange> PULSES = new Setting<>("orient.pulses", text -> range(text, 100, 5000),
            "FROM..TO microseconds",
            "575..2325", "500..2500", "The pulses at which the servos of a HAT stand at -90 and at 90 degrees.");
    static final Setting<String> COMMAND = new Setting<>("orient.command", Parsers::text, "a command of the shell", null,
            "turn {pan} {tilt}", "What exec runs for each step, with {pan}, {tilt} and {zoom} replaced by numbers.");
    static final Setting<Map<Axis, Integer>> CONTROLS = new Setting<>("orient.controls", OrientKeys::controls,
            "pan=0xID, tilt=0xID, zoom=0xID, separated by commas", null, "pan=0x009a0908,tilt=0x009a0909",
            "V4L2 controls that move the axes, where they are not those of the standard.");

    static final List<Setting<?>> ALL = List.of(DRIVER, PAN, TILT, ZOOM, HOME_POSE, SPEED, INVERT, STAY, FIELD_OF_VIEW, DEVICE,
            PULSES,
            COMMAND, CONTROLS);

    private OrientKeys() {
    }

    private static Setting<AxisRange> degrees(String name, String example, String meaning) {
        return new Setting<>("orient." + name, text -> range(text, -MOST_DEGREES, MOST_DEGREES),
                "FROM..TO degrees, such as " + example,
                null, example, meaning);
    }

    private static AxisRange range(String text, double least, double most) {
        var match = RANGE.matcher(text.replace(" ", ""));
        if (!match.matches()) {
            throw new IllegalArgumentException(text);
        }
        double from = Double.parseDouble(match.group(1));
        double to = Double.parseDouble(match.group(2));
        if (from < least || to > most || from >= to) {
            throw new IllegalArgumentException(text);
        }
        return new AxisRange(from, to);
    }

    private static Pose home(String text) {
        var match = HOME.matcher(text.replace(" ", ""));
        if (!match.matches()) {
            throw new IllegalArgumentException(text);
        }
        var zoom = match.group(3);
        return new Pose(Double.parseDouble(match.group(1)), Double.parseDouble(match.group(2)),
                zoom == null ? 1 : Double.parseDouble(zoom));
    }

    private static Set<Axis> inverted(String text) {
        var axes = EnumSet.noneOf(Axis.class);
        for (var word : Parsers.list(text)) {
            axes.add(switch (word) {
                case "pan" -> Axis.PAN;
                case "tilt" -> Axis.TILT;
                default -> throw new IllegalArgumentException(word);
            });
        }
        return axes;
    }

    private static Map<Axis, Integer> controls(String text) {
        var controls = new EnumMap<Axis, Integer>(Axis.class);
        for (var word : Parsers.list(text)) {
            var match = CONTROL.matcher(word);
            if (!match.matches()) {
                throw new IllegalArgumentException(word);
            }
            var axis = Arrays.stream(Axis.values()).filter(each -> each.word().equals(match.group(1))).findFirst().orElseThrow();
            controls.put(axis, Integer.parseUnsignedInt(match.group(2), 16));
        }
        return controls;
    }

    /// @param at  what stands in front of the keys of this camera
    /// @param uri of the camera
    static OrientPlan read(SettingsReader reader, Problems problems, String at, String uri) {
        var given = reader.value(DRIVER, at);
        var driver = given == null ? usual(uri) : given;
        double fieldOfView = reader.required(FIELD_OF_VIEW, at);
        var ranges = new EnumMap<Axis, AxisRange>(Axis.class);
        var side = driver == OrientDriver.DIGITAL ? new AxisRange(-fieldOfView / 2, fieldOfView / 2) : HALF_TURN;
        put(ranges, Axis.PAN, reader.value(PAN, at), side);
        put(ranges, Axis.TILT, reader.value(TILT, at), side);
        var zoom = reader.value(ZOOM, at);
        if (zoom != null && driver != OrientDriver.PANTILTHAT) {
            ranges.put(Axis.ZOOM, zoom);
        } else if (driver == OrientDriver.SIMULATED || driver == OrientDriver.DIGITAL) {
            ranges.put(Axis.ZOOM, driver == OrientDriver.SIMULATED ? SIMULATED_ZOOM : DIGITAL_ZOOM);
        }
        var command = reader.value(COMMAND, at);
        if (driver == OrientDriver.EXEC && command == null) {
            problems.add(at + COMMAND.key() + ": missing: allowed: " + COMMAND.allowed());
        }
        var device = reader.value(DEVICE, at);
        if (driver == OrientDriver.V4L2 && device == null && !uri.startsWith("v4l2:")) {
            problems.add(at + DEVICE.key() + ": missing: allowed: a V4L2 device, since this camera is none");
        }
        if (driver == OrientDriver.SIMULATED && !uri.startsWith("test:")) {
            problems.wrong(at + DRIVER.key(), reader.written(at + DRIVER.key(), driver.word()),
                    "only the picture of test: can be looked around in so: allowed for others: "
                            + "none, pantilthat, v4l2, exec or digital");
        }
        if (driver == OrientDriver.PANTILTHAT) {
            isServoRange(reader, problems, at, PAN, ranges.get(Axis.PAN));
            isServoRange(reader, problems, at, TILT, ranges.get(Axis.TILT));
        }
        var pulses = reader.required(PULSES, at);
        var controls = reader.value(CONTROLS, at);
        return new OrientPlan(driver, ranges, reader.required(HOME_POSE, at), reader.required(SPEED, at),
                reader.required(INVERT, at),
                reader.required(STAY, at), fieldOfView, new OrientHardware(device == null ? "" : device, (int) pulses.from(),
                        (int) pulses.to(), command == null ? "" : command, controls == null ? Map.of() : controls));
    }

    private static void isServoRange(SettingsReader reader, Problems problems, String at, Setting<AxisRange> setting,
            @Nullable AxisRange range) {
        if (range != null && (range.from() < HALF_TURN.from() || range.to() > HALF_TURN.to())) {
            problems.wrong(at + setting.key(), reader.written(at + setting.key(), ""),
                    "a servo of the HAT turns by half a turn: allowed: -90..90 at most");
        }
    }

    private static OrientDriver usual(String uri) {
        return uri.startsWith("test:") ? OrientDriver.SIMULATED : OrientDriver.NONE;
    }

    private static void put(Map<Axis, AxisRange> ranges, Axis axis, @Nullable AxisRange given, AxisRange usual) {
        ranges.put(axis, given == null ? usual : given);
    }
}
