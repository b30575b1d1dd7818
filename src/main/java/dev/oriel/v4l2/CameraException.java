package dev.oriel.v4l2;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A camera of this machine cannot be used. The message is the cause in words that a person understands.
public final class CameraException extends IOException {

    private static final String UNPLUGGED = "unplugged";
    private static final String BUSY = "busy: used by another program";
    private static final String FORBIDDEN = "no permission: ";
    private static final List<String> WHATEVER = List.of(BUSY, FORBIDDEN);

    private final boolean absent;

    CameraException(String cause) {
        this(cause, null, false);
    }

    private CameraException(String cause, PosixException reason) {
        this(cause, reason, false);
    }

    private CameraException(String cause, @Nullable PosixException reason, boolean absent) {
        super(cause, reason);
        this.absent = absent;
    }

    static CameraException notCapture() {
        return new CameraException("not a capture device", null, true);
    }

    /// True when there is no camera, so that nothing has failed for somebody who only looks around.
    public boolean isAbsent() {
        return absent;
    }

    /// True when the camera is not there, or not ours, whatever it would be asked for.
    public boolean isWhateverSettings() {
        return absent || isUnplugged() || WHATEVER.stream().anyMatch(String.valueOf(getMessage())::startsWith);
    }

    /// True when there was a camera until now.
    public boolean isUnplugged() {
        return UNPLUGGED.equals(getMessage());
    }

    /// The device file could not be opened.
    static CameraException opening(String path, PosixException reason) {
        return switch (reason.errno()) {
            case PosixException.ENOENT, PosixException.ENXIO, PosixException.ENODEV ->
                new CameraException("no such device", reason, true);
            case PosixException.EACCES, PosixException.EPERM ->
                new CameraException(FORBIDDEN + "add the user to group " + group(path), reason);
            default -> using(reason);
        };
    }

    /// A call to the open device failed.
    static CameraException using(PosixException reason) {
        return switch (reason.errno()) {
            case PosixException.EBUSY -> new CameraException(BUSY, reason);
            case PosixException.ENODEV, PosixException.ENXIO -> unplugged(reason);
            case PosixException.ENOSPC ->
                new CameraException("not enough USB bandwidth: another camera on the same USB controller"
                        + " takes it; use MJPEG, a smaller size or a lower rate", reason);
            default -> new CameraException("the device failed: " + reason.getMessage(), reason);
        };
    }

    static CameraException unplugged(PosixException reason) {
        return new CameraException(UNPLUGGED, reason);
    }

    /// The group that may use the device; `video` where that can't be told, and rather than `root`.
    private static String group(String path) {
        try {
            String group = Files.readAttributes(Path.of(path), PosixFileAttributes.class).group().getName();
            return group.equals("root") ? "video" : group;
        } catch (IOException | RuntimeException e) {
            return "video";
        }
    }
}
