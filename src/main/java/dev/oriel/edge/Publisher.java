package dev.oriel.edge;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A connection that publishes a camera, and all that the camera and the registry ever ask of it.
///
/// Threads: any.
interface Publisher {
    /// The name that is published under.
    String camera();

    /// The credential and the address behind the connection.
    Sender sender();

    /// Tells the sender why it is cut off, and has the connection end. Does not wait.
    void cut(RefusedException why);

    /// True when nothing came for so long.
    boolean isSilentFor(Duration time, long nowNanos);

    /// Asks the sender for a sign of life, where it can be asked; its answer is heard like anything else. Does not wait.
    default void probe() {
    }

    /// The answer of [CameraIntake#demand] may be another one. Does not wait.
    default void demandChanged() {
    }

    /// The id of the edge that sends, or null for any other publisher.
    default @Nullable String edge() {
        return null;
    }

    /// The camera as its publisher has it, or null where the settings are kept here.
    default @Nullable RemoteCamera remote() {
        return null;
    }

    /// Gives the place at the camera up. On the connection's thread, or when that has ended.
    void close();
}
