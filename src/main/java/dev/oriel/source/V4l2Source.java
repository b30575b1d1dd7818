package dev.oriel.source;

import dev.oriel.ffmpeg.Picture;
import dev.oriel.ffmpeg.PixelFormat;
import dev.oriel.frame.Packet;
import dev.oriel.hub.CameraMode;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.ImageControls;
import dev.oriel.hub.Size;
import dev.oriel.time.Clocks;
import dev.oriel.v4l2.CameraException;
import dev.oriel.v4l2.CameraFormat;
import dev.oriel.v4l2.Capture;
import dev.oriel.v4l2.CaptureClock;
import dev.oriel.v4l2.Device;
import dev.oriel.v4l2.Mode;
import dev.oriel.v4l2.Posix;
import dev.oriel.v4l2.Shot;
import dev.oriel.v4l2.Wish;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A camera of this machine. JPEG pictures pass on byte for byte with one copy; others are given as they lie in the driver's memory.
///
/// Between runs nothing is held: another program can use the camera, and it can be unplugged.
public final class V4l2Source implements Source {
    /// How soon a stop is seen.
    private static final int POLL_MILLIS = 100;

    private final V4l2Address address;
    private final Posix posix;
    private final DeviceControls controls;
    private final Clocks clocks;
    /// It was there, and has not come back.
    private volatile @Nullable CameraException unplugged;
    private volatile List<CameraMode> modes = List.of();

    /// @param camera its name
    /// @param kept   values of the device's controls
    V4l2Source(String camera, V4l2Address address, Posix posix, DeviceControls.ControlMemory kept, Clocks clocks) {
        this.address = address;
        this.posix = posix;
        this.clocks = clocks;
        controls = new DeviceControls(camera, address.path(), posix, kept);
    }

    @Override
    public ImageControls controls() {
        return controls;
    }

    @Override
    public Retry retry() {
        return Retry.EACH_SECOND;
    }

    /// What the device offered when it was last opened.
    @Override
    public List<CameraMode> modes() {
        return modes;
    }

    @Override
    public void run(FrameSink sink) throws IOException, InterruptedException {
        Wish wish = wish(sink.settings());
        try (Device device = Device.open(posix, address.path())) {
            unplugged = null;
            controls.apply(device);
            modes = DeviceModes.of(device.offered(), address.format());
            Mode mode = device.negotiate(wish);
            try (Capture capture = Capture.start(device, mode, new CaptureClock(clocks))) {
                sink.opened(mode.outcome(wish), mode.fps());
                stream(capture, mode, sink);
            }
        } catch (CameraException e) {
            var words = String.valueOf(cause(e).getMessage());
            throw e.isWhateverSettings() ? LostException.whateverSettings(words, e) : new LostException(words, e);
        }
    }

    /// For a person, a camera that was pulled out is unplugged for as long as it is away, not only when that is noticed.
    private CameraException cause(CameraException failure) {
        if (failure.isUnplugged()) {
            unplugged = failure;
        }
        var before = unplugged;
        return before != null && failure.isAbsent() ? before : failure;
    }

    private Wish wish(CameraSettings settings) {
        Size size = settings.size() == null ? address.size() : settings.size();
        Double fps = settings.fps() == null ? address.fps() : settings.fps();
        return new Wish(address.format(), size == null ? 0 : size.width(), size == null ? 0 : size.height(),
                fps == null ? 0 : fps);
    }

    private void stream(Capture capture, Mode mode, FrameSink sink) throws CameraException, InterruptedException {
        var damage = new DamageReport(address.path(), sink.counts(), clocks.nanoTime());
        while (!sink.stopped()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            try (Shot shot = capture.take(POLL_MILLIS)) {
                if (shot != null) {
                    give(shot, mode, sink);
                }
            }
            damage.update(capture.lostFrames(), capture.droppedFrames());
        }
    }

    private static void give(Shot shot, Mode mode, FrameSink sink) {
        if (mode.format().isCompressed()) {
            long bytes = shot.bytes().byteSize();
            if (bytes > JpegSplitter.MOST_BYTES) {
                sink.counts().countDamaged(1);
            } else {
                sink.jpeg(Packet.buffer((int) bytes).writeBytes(shot.bytes().asByteBuffer()), shot.capturedAtMicros());
            }
            return;
        }
        try (Picture picture = Picture.wrap(pixels(mode.format()), shot.bytes(), mode.width(), mode.height(),
                mode.strideBytes())) {
            sink.picture(picture, shot.capturedAtMicros());
        }
    }

    static PixelFormat pixels(CameraFormat format) {
        return switch (format) {
            case MJPEG -> throw new IllegalArgumentException("MJPEG has no pixels");
            case YU12 -> PixelFormat.YUV420;
            case NV12 -> PixelFormat.NV12;
            case YUYV -> PixelFormat.YUYV;
            case UYVY -> PixelFormat.UYVY;
            case NV21 -> PixelFormat.NV21;
            case YV12 -> PixelFormat.YVU420;
            case YVYU -> PixelFormat.YVYU;
            case YUV422P -> PixelFormat.YUV422;
            case BGR24 -> PixelFormat.BGR24;
            case RGB24 -> PixelFormat.RGB24;
            case BGRX32 -> PixelFormat.BGRX32;
            case RGB565 -> PixelFormat.RGB565;
            case GREY -> PixelFormat.GREY;
        };
    }
}
