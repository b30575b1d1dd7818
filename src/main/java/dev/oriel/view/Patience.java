package dev.oriel.view;

import java.time.Duration;

/// How long a viewer may show no sign of life.
///
/// @param demandEndsAfter then it keeps no camera on any longer
/// @param stalledAfter    then it is disconnected
public record Patience(Duration demandEndsAfter, Duration stalledAfter) {
    /// Ten seconds, then what the settings say.
    public static Patience of(Duration stalledAfter) {
        return new Patience(Duration.ofSeconds(10), stalledAfter);
    }
}
