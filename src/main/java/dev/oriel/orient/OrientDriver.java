package dev.oriel.orient;

import java.util.Arrays;

/// A kind of hardware that turns a camera.
public enum OrientDriver {
    /// The camera is not turned.
    NONE("none"),
    /// The test picture looks around in a larger one.
    SIMULATED("simulated"),
    /// Pimoroni's Pan-Tilt HAT.
    PANTILTHAT("pantilthat"),
    /// The camera's own motors, or whatever else a V4L2 control moves.
    V4L2("v4l2"),
    /// A command.
    EXEC("exec"),
    /// A part of each picture is shown.
    DIGITAL("digital");

    private final String word;

    OrientDriver(String word) {
        this.word = word;
    }

    /// Its name in the settings.
    public String word() {
        return word;
    }

    /// @throws IllegalArgumentException when there is none of that name
    public static OrientDriver parse(String word) {
        return Arrays.stream(values()).filter(driver -> driver.word.equals(word)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(word));
    }
}
