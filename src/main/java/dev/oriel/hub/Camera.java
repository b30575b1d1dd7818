package dev.oriel.hub;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A camera as everything outside its source sees it: a name, a track and what it can be told.
///
/// Threads: any may call any method.
public interface Camera {
    /// What it is called in addresses: `[a-z0-9-]{1,32}`.
    String name();

    /// Where its frames are published.
    Track track();

    /// What may change while it runs, as it stands.
    CameraSettings settings();

    /// Replaces the settings: takes effect and is kept for the next start, viewers stay connected.
    ///
    /// @throws IllegalArgumentException with words for a user when this camera cannot do that; nothing has changed then
    void change(CameraSettings settings);

    /// `orient`, `light`, `settings`: what this camera can be told.
    Set<String> capabilities();

    /// The source's address with every password masked, for the eyes of an operator.
    String maskedUri();

    /// How its pictures become MPEG-1, as it stands.
    default MpegSettings mpeg() {
        return MpegSettings.DEFAULT;
    }

    /// Its pictures as MPEG-TS where they come so from the source, or null where they would have to be encoded.
    default @Nullable Broadcast broadcast() {
        return null;
    }

    /// Frames per second that the source says it gives, or null where it does not say or is not running.
    @Nullable
    Double sourceFps();
}
