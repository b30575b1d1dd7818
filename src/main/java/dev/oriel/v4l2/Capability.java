package dev.oriel.v4l2;

/// What a device says of itself.
///
/// @param driver  the kernel driver: `uvcvideo`
/// @param card    the device's name for people
/// @param busInfo where it is attached: `usb-0000:00:14.0-1`
/// @param flags   `V4L2_CAP_…` of this device file (not of all that belong to the device)
public record Capability(String driver, String card, String busInfo, int flags) {

    /// True for a device file that pictures can be taken from.
    public boolean isCamera() {
        return has(Videodev.CAP_VIDEO_CAPTURE) && has(Videodev.CAP_STREAMING) && !isCodec();
    }

    /// True for a device file that gives pictures, also such as Oriel cannot use.
    boolean isCapture() {
        return (has(Videodev.CAP_VIDEO_CAPTURE) || has(Videodev.CAP_VIDEO_CAPTURE_MPLANE)) && !isCodec();
    }

    /// @throws CameraException saying why when it is no camera that Oriel can use
    void requireCamera() throws CameraException {
        if (isCamera()) {
            return;
        }
        if (isCodec()) {
            throw new CameraException("not a capture device: " + card + " converts pictures in memory");
        }
        if (has(Videodev.CAP_VIDEO_CAPTURE_MPLANE)) {
            throw new CameraException("not supported: " + card + " gives multi-planar pictures only");
        }
        if (has(Videodev.CAP_VIDEO_CAPTURE)) {
            throw new CameraException("not supported: " + card + " cannot stream");
        }
        throw CameraException.notCapture();
    }

    private boolean isCodec() {
        return has(Videodev.CAP_VIDEO_M2M) || has(Videodev.CAP_VIDEO_M2M_MPLANE);
    }

    private boolean has(int flag) {
        return (flags & flag) != 0;
    }
}
