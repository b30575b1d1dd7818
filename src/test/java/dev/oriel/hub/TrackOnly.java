package dev.oriel.hub;

/// A camera of which nothing but its track matters.
public class TrackOnly implements Camera {
    private final Track track;

    public TrackOnly(Track track) {
        this.track = track;
    }

    @Override
    public final Track track() {
        return track;
    }

    @Override
    public CameraSettings settings() {
        return CameraSettings.titled(name());
    }

    @Override
    public void change(SettingsChange change) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String maskedUri() {
        return "";
    }
}
