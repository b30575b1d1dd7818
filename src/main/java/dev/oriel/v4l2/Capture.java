package dev.oriel.v4l2;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A camera that streams into a few buffers, which are shared with the driver.
///
/// Threads: the one that started it. Ownership: closing it stops the stream and gives the buffers back; the [Device] stays open.
public final class Capture implements AutoCloseable {
    /// One is being read, one is being filled, two bridge a pause of this program.
    private static final int BUFFERS = 4;
    /// More than that of a driver's buffers are left alone.
    private static final int MOST_BUFFERS = 32;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private final Device device;
    private final Mode mode;
    private final CaptureClock clock;
    private final Arena memory = Arena.ofConfined();
    private final MemorySegment streamType = memory.allocateFrom(INT, Videodev.BUF_TYPE_VIDEO_CAPTURE);
    private final MemorySegment request = memory.allocate(Videodev.Buffer.BYTES, 8);
    private final Arena mappings = Arena.ofConfined();
    private final List<MemorySegment> buffers = new ArrayList<>();
    private boolean open = true;
    private long lostFrames;
    private long droppedFrames;

    private Capture(Device device, Mode mode, CaptureClock clock) {
        this.device = device;
        this.mode = mode;
        this.clock = clock;
    }

    /// @throws CameraException `busy: …`, `not enough USB bandwidth: …`, `unplugged`; nothing is held then
    public static Capture start(Device device, Mode mode, CaptureClock clock) throws CameraException {
        Capture capture = new Capture(device, mode, clock);
        try {
            capture.allocate();
            device.ioctl(Videodev.Stream.ON, capture.streamType, "VIDIOC_STREAMON");
            return capture;
        } catch (CameraException | RuntimeException e) {
            capture.close();
            throw e;
        }
    }

    private void allocate() throws CameraException {
        int count = Math.min(requestBuffers(BUFFERS), MOST_BUFFERS);
        if (count < 1) {
            throw new CameraException("the driver gives no memory for pictures");
        }
        for (int index = 0; index < count; index++) {
            buffers.add(map(index));
            queue(index);
        }
    }

    private int requestBuffers(int count) throws CameraException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment wanted = arena.allocate(Videodev.RequestBuffers.BYTES, 8);
            wanted.set(INT, Videodev.RequestBuffers.COUNT, count);
            wanted.set(INT, Videodev.RequestBuffers.TYPE, Videodev.BUF_TYPE_VIDEO_CAPTURE);
            wanted.set(INT, Videodev.RequestBuffers.MEMORY, Videodev.MEMORY_MMAP);
            device.ioctl(Videodev.RequestBuffers.REQUEST, wanted, "VIDIOC_REQBUFS");
            return wanted.get(INT, Videodev.RequestBuffers.COUNT);
        }
    }

    private MemorySegment map(int index) throws CameraException {
        describe(index);
        device.ioctl(Videodev.Buffer.QUERY, request, "VIDIOC_QUERYBUF");
        long bytes = Integer.toUnsignedLong(request.get(INT, Videodev.Buffer.LENGTH));
        if (bytes < mode.leastBytes()) {
            throw new CameraException("the driver's buffers are too small: " + bytes + " bytes for " + mode);
        }
        long offset = Integer.toUnsignedLong(request.get(INT, Videodev.Buffer.OFFSET));
        try {
            return device.posix().map(device.fd(), offset, bytes, mappings);
        } catch (PosixException e) {
            throw CameraException.using(e);
        }
    }

    /// Waits for a picture and takes the newest one; older ones that wait as well go back to the driver.
    ///
    /// @return null when none came within the time, or only damaged ones
    /// @throws CameraException `unplugged`, or why else the device failed
    public @Nullable Shot take(int timeoutMillis) throws CameraException {
        int ready;
        try {
            ready = device.posix().poll(device.fd(), Posix.POLLIN, timeoutMillis);
        } catch (PosixException e) {
            throw CameraException.using(e);
        }
        if ((ready & (Posix.POLLERR | Posix.POLLHUP | Posix.POLLNVAL)) != 0) {
            throw CameraException.unplugged(new PosixException("poll", PosixException.ENODEV));
        }
        Shot newest = null;
        // At most once around: a driver that fills buffers faster than they are returned would keep us here for ever.
        for (int taken = 0; ready != 0 && taken < buffers.size() && dequeue(); taken++) {
            Shot shot = shot();
            if (shot != null && newest != null) {
                droppedFrames++;
                newest.close();
            }
            newest = shot == null ? newest : shot;
        }
        return newest;
    }

    private boolean dequeue() throws CameraException {
        describe(0);
        try {
            return device.posix().ioctlIfReady(device.fd(), Videodev.Buffer.DEQUEUE, request, "VIDIOC_DQBUF");
        } catch (PosixException e) {
            throw CameraException.using(e);
        }
    }

    /// The picture that [#dequeue] left in `request`, or null for a damaged one, which is queued again.
    private @Nullable Shot shot() throws CameraException {
        int index = request.get(INT, Videodev.Buffer.INDEX);
        if (index < 0 || index >= buffers.size()) {
            throw new CameraException("the driver names buffer " + Integer.toUnsignedString(index) + " of " + buffers.size());
        }
        int flags = request.get(INT, Videodev.Buffer.FLAGS);
        MemorySegment buffer = buffers.get(index);
        long bytes = Integer.toUnsignedLong(request.get(INT, Videodev.Buffer.BYTES_USED));
        if ((flags & Videodev.BUF_FLAG_ERROR) != 0 || !isWhole(bytes, buffer.byteSize())) {
            lostFrames++;
            queue(index);
            return null;
        }
        long capturedAtMicros = capturedAtMicros(flags);
        return new Shot(this, index, buffer.asSlice(0, Math.min(bytes, buffer.byteSize())), capturedAtMicros);
    }

    /// A JPEG of more bytes than its buffer has room for is cut off; an uncompressed picture is whole where its rows are.
    private boolean isWhole(long bytes, long roomBytes) {
        return bytes >= mode.leastBytes() && (bytes <= roomBytes || !mode.format().isCompressed());
    }

    private long capturedAtMicros(int flags) {
        boolean monotonic = (flags & Videodev.BUF_FLAG_TIMESTAMP_MASK) == Videodev.BUF_FLAG_TIMESTAMP_MONOTONIC;
        long stampMicros = request.get(LONG, Videodev.Buffer.SECONDS) * 1_000_000
                + request.get(LONG, Videodev.Buffer.MICROSECONDS);
        return monotonic ? clock.epochMicros(stampMicros) : clock.clocks().nowMicros();
    }

    void queue(int index) throws CameraException {
        describe(index);
        device.ioctl(Videodev.Buffer.QUEUE, request, "VIDIOC_QBUF");
    }

    private void describe(int index) {
        request.fill((byte) 0);
        request.set(INT, Videodev.Buffer.INDEX, index);
        request.set(INT, Videodev.Buffer.TYPE, Videodev.BUF_TYPE_VIDEO_CAPTURE);
        request.set(INT, Videodev.Buffer.MEMORY, Videodev.MEMORY_MMAP);
    }

    /// Frames that the driver marked as damaged, or that were empty, too short, or longer than their memory.
    public long lostFrames() {
        return lostFrames;
    }

    /// Frames that were passed over because a newer one was already there.
    public long droppedFrames() {
        return droppedFrames;
    }

    @Override
    public void close() {
        if (!open) {
            return;
        }
        open = false;
        attempt(() -> device.ioctl(Videodev.Stream.OFF, streamType, "VIDIOC_STREAMOFF"));
        mappings.close();
        attempt(() -> requestBuffers(0));
        memory.close();
    }

    /// A device that is gone refuses to be tidied up; closing its file does the rest.
    private static void attempt(Step step) {
        try {
            step.run();
        } catch (CameraException e) {
            System.getLogger(Capture.class.getName()).log(System.Logger.Level.DEBUG, "while closing a camera", e);
        }
    }

    private interface Step {
        void run() throws CameraException;
    }
}
