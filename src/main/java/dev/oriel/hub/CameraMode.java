package dev.oriel.hub;

import java.util.List;

/// A size that a camera's device offers by itself, without anything being scaled.
///
/// @param fps frames per second that it offers at that size, highest first; empty where it does not tell
public record CameraMode(Size size, List<Double> fps) {
    public CameraMode {
        fps = List.copyOf(fps);
    }
}
