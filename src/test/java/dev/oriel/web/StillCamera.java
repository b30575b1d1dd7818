package dev.oriel.web;

import dev.oriel.frame.Packet;
import dev.oriel.hub.Camera;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Hub;
import dev.oriel.hub.SettingsChange;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/// A camera with one picture.
final class StillCamera implements Camera, AutoCloseable {
    private static final int WIDTH = 64;
    private static final int HEIGHT = 48;
    private static final byte[] JPEG = jpeg();

    private final Track track;
    private volatile CameraSettings settings;

    StillCamera(Hub hub, String name) {
        track = hub.track(name);
        settings = CameraSettings.titled(name);
        hub.add(this);
    }

    /// A picture of some color, that of the camera.
    static byte[] jpeg() {
        try {
            var out = new ByteArrayOutputStream();
            ImageIO.write(new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB), "jpg", out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Shows it.
    StillCamera publish() {
        track.publish(Packet.buffer(JPEG.length).writeBytes(JPEG), WIDTH, HEIGHT, 0);
        track.state(TrackState.LIVE);
        return this;
    }

    @Override
    public Track track() {
        return track;
    }

    @Override
    public CameraSettings settings() {
        return settings;
    }

    @Override
    public void change(SettingsChange change) {
        settings = change.apply(settings);
    }

    @Override
    public String maskedUri() {
        return "still:";
    }

    @Override
    public void close() {
        track.forget();
    }
}
