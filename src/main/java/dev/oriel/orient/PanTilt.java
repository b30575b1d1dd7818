package dev.oriel.orient;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

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

    /// How far apart steps of a movement are.
    default Duration step() {
        return Duration.ofMillis(20);
    }

    /// How long it is held after a movement, before [#rest]: hardware comes a little behind what it is told.
    default Duration hold() {
        return Duration.ZERO;
    }

    /// How many pixels of light it has.
    default int pixels() {
        return 0;
    }

    /// Lights the pixels.
    ///
    /// @param pixels all that there are
    /// @throws IOException with words for a user when the hardware does not answer
    default void light(List<PixelColour> pixels) throws IOException {
        throw new IOException("there is no light");
    }

    @Override
    void close();
}
