package dev.oriel.orient;

import java.io.IOException;

/// The hardware that turns a camera, or what stands for it.
///
/// Threads: one call at a time. Blocking: all methods may wait for the hardware.
public interface PanTilt extends AutoCloseable {
    /// Goes to a pose that is at most one step of a movement away from the one before.
    ///
    /// @throws IOException with words for a user when the hardware does not answer
    void move(Pose pose) throws IOException;

    /// The movement is over: whatever held the position may be let go of.
    ///
    /// @throws IOException with words for a user when the hardware does not answer
    default void rest() throws IOException {
    }

    @Override
    void close();
}
