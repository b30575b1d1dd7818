package dev.oriel.edge;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What one publisher sends, as its camera and the limits see it.
///
/// Threads: any.
interface Sending {
    /// The name that is published under.
    String camera();

    /// Who sends.
    Sender sender();

    /// Tells the publisher that it is cut off.
    void interrupt(RefusedException why);

    /// True when nothing came for so long.
    boolean isSilentFor(Duration time, long nowNanos);

    /// Has the publisher show that it is still there, where it can be asked; what it sends then is heard. Does not wait.
    void probe();

    /// The id of the edge that sends, or null for any other publisher.
    default @Nullable String edge() {
        return null;
    }

    /// The camera as its publisher has it, or null where the settings are kept here.
    default @Nullable RemoteCamera remote() {
        return null;
    }

    /// Gives its place up. On the publisher's thread, or when that has ended.
    void close();
}
