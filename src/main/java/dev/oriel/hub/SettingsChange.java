package dev.oriel.hub;

import org.jspecify.annotations.Nullable;

/// A change of a camera's settings: makes new ones of those that stand.
@FunctionalInterface
public interface SettingsChange {
    /// The settings after the change.
    ///
    /// @throws IllegalArgumentException with words for a user when they cannot be so
    CameraSettings apply(CameraSettings now);

    /// The name of the account that makes the change, or null where nobody is logged in.
    default @Nullable String author() {
        return null;
    }

    /// A change with its author.
    static SettingsChange by(@Nullable String author, SettingsChange change) {
        return new SettingsChange() {
            @Override
            public CameraSettings apply(CameraSettings now) {
                return change.apply(now);
            }

            @Override
            public @Nullable String author() {
                return author;
            }
        };
    }
}
