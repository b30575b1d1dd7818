package dev.oriel.view;

import dev.oriel.hub.Camera;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Track;
import java.util.function.UnaryOperator;

/// A camera of which nothing but its track matters.
record TrackOnly(Track track) implements Camera {
    @Override
    public CameraSettings settings() {
        return CameraSettings.titled("");
    }

    @Override
    public void change(UnaryOperator<CameraSettings> change) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String maskedUri() {
        return "";
    }
}
