package dev.oriel.edge;

import dev.oriel.hub.DemandLevel;
import dev.oriel.source.Source;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One publisher's place at the camera of its name, taken with the first that is understood and given up with the connection.
///
/// A sender of nonsense never takes anybody's place.
///
/// Threads: the publisher's connection.
final class CameraIntake implements Intake, AutoCloseable {
    private final Publications publications;
    private final Publisher publisher;
    private @Nullable PublishedCamera camera;

    CameraIntake(Publications publications, Publisher publisher) {
        this.publications = publications;
        this.publisher = publisher;
    }

    @Override
    public void open(Content content, Source pictures) throws RefusedException {
        if (camera == null) {
            camera = publications.enter(publisher, content, pictures);
        }
    }

    boolean isOpen() {
        return camera != null;
    }

    @Override
    public void begins(boolean passed, boolean again) {
        if (camera != null) {
            camera.begins(publisher, passed, again);
        }
    }

    @Override
    public void packets(ByteBuf packets, boolean keyFrame) {
        if (camera == null) {
            packets.release();
        } else {
            camera.pass(publisher, packets, keyFrame);
        }
    }

    @Override
    public void audio(ByteBuf bytes, int at) {
        if (camera != null) {
            camera.passAudio(publisher, bytes, at);
        }
    }

    /// The demand of all viewers together, or null while nobody watches.
    @Nullable
    DemandLevel demand() {
        return camera == null ? null : camera.demand();
    }

    /// How long the camera goes on unwatched.
    Duration linger() {
        return camera == null ? Duration.ZERO : camera.linger();
    }

    /// The publisher applies another filter: nobody is given a picture from before.
    void filterChanged() {
        if (camera != null) {
            camera.remoteFilterChanged();
        }
    }

    /// The publisher has no pictures to give, or has some again.
    void stateChanged() {
        if (camera != null) {
            camera.remoteStateChanged();
        }
    }

    /// The publisher sends nonsense, which is said to viewers that wait for its camera.
    void failed(String cause) {
        publications.failed(publisher, cause);
    }

    @Override
    public void close() {
        if (camera != null) {
            camera.leave(publisher);
        }
        publications.closed(publisher);
    }
}
