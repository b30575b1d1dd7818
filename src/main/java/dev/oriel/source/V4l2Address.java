package dev.oriel.source;

import dev.oriel.hub.Size;
import dev.oriel.v4l2.CameraFormat;
import org.jspecify.annotations.Nullable;

/// Which camera of this machine, and what it is asked for: `v4l2:/dev/video0?format=mjpeg&size=1920x1080&fps=30`.
///
/// @param path   the device file, or a link to it such as those in `/dev/v4l/by-id`
/// @param format null for the best
/// @param size   null for the best
/// @param fps    frames per second, null for the best
public record V4l2Address(String path, @Nullable CameraFormat format, @Nullable Size size, @Nullable Double fps) {

    /// @throws IllegalArgumentException with words for a user
    public V4l2Address {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a camera is named by its device file, such as v4l2:/dev/video0");
        }
    }
}
