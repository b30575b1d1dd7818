package dev.oriel.v4l2;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A camera's device file, open.
///
/// Threads: one at a time. Ownership: whoever opened it closes it, after its [Capture].
/// Source: the kernel's "Video for Linux API", part I.
public final class Device implements Offers, AutoCloseable {

    /// No driver has that many of anything; one that never says "no more" must not hang us.
    private static final int MOST_ENTRIES = 256;
    /// No picture is wider or higher.
    private static final int MOST_PIXELS_A_SIDE = 65_535;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    private final Posix posix;
    private final int fd;
    private final Capability capability;
    private boolean open = true;

    private Device(Posix posix, int fd, Capability capability) {
        this.posix = posix;
        this.fd = fd;
        this.capability = capability;
    }

    /// @throws CameraException `no such device`, `no permission: …`, `not a capture device`, …
    public static Device open(Posix posix, String path) throws CameraException {
        int fd;
        try {
            fd = posix.open(path, Posix.O_RDWR | Posix.O_NONBLOCK | Posix.O_CLOEXEC);
        } catch (PosixException e) {
            throw CameraException.opening(path, e);
        }
        try {
            return new Device(posix, fd, query(posix, fd));
        } catch (CameraException | RuntimeException e) {
            posix.close(fd);
            throw e;
        }
    }

    private static Capability query(Posix posix, int fd) throws CameraException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment answer = arena.allocate(Videodev.Querycap.BYTES, 8);
            posix.ioctl(fd, Videodev.Querycap.REQUEST, answer, "VIDIOC_QUERYCAP");
            int flags = answer.get(INT, Videodev.Querycap.CAPABILITIES);
            if ((flags & Videodev.CAP_DEVICE_CAPS) != 0) {
                flags = answer.get(INT, Videodev.Querycap.DEVICE_CAPS);
            }
            return new Capability(text(answer, Videodev.Querycap.DRIVER, Videodev.Querycap.CARD),
                    text(answer, Videodev.Querycap.CARD, Videodev.Querycap.BUS_INFO),
                    text(answer, Videodev.Querycap.BUS_INFO, Videodev.Querycap.VERSION), flags);
        } catch (PosixException e) {
            throw isUnknownRequest(e) ? CameraException.notCapture() : CameraException.using(e);
        }
    }

    /// A text of a structure, which ends with the field where the device forgot to end it; what cannot be printed is a blank.
    static String text(MemorySegment answer, int begin, int end) {
        byte[] bytes = answer.asSlice(begin, end - begin).toArray(ValueLayout.JAVA_BYTE);
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}|\ufffd", " ").strip();
    }

    public Capability capability() {
        return capability;
    }

    @Override
    public List<FourCc> formats() throws CameraException {
        List<FourCc> formats = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment entry = arena.allocate(Videodev.EnumFmt.BYTES, 8);
            for (int index = 0; index < MOST_ENTRIES; index++) {
                entry.fill((byte) 0);
                entry.set(INT, Videodev.EnumFmt.INDEX, index);
                entry.set(INT, Videodev.EnumFmt.TYPE, Videodev.BUF_TYPE_VIDEO_CAPTURE);
                boolean has = index == 0
                        ? answers(Videodev.EnumFmt.REQUEST, entry, "VIDIOC_ENUM_FMT")
                        : hasEntry(Videodev.EnumFmt.REQUEST, entry, "VIDIOC_ENUM_FMT");
                if (!has) {
                    break;
                }
                formats.add(new FourCc(entry.get(INT, Videodev.EnumFmt.PIXEL_FORMAT)));
            }
        }
        return formats;
    }

    @Override
    public List<FrameSizes> sizes(FourCc format) throws CameraException {
        List<FrameSizes> sizes = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment entry = arena.allocate(Videodev.EnumFrameSizes.BYTES, 8);
            for (int index = 0; index < MOST_ENTRIES; index++) {
                entry.fill((byte) 0);
                entry.set(INT, Videodev.EnumFrameSizes.INDEX, index);
                entry.set(INT, Videodev.EnumFrameSizes.PIXEL_FORMAT, format.code());
                if (!hasEntry(Videodev.EnumFrameSizes.REQUEST, entry, "VIDIOC_ENUM_FRAMESIZES")) {
                    break;
                }
                sizes.add(sizes(entry));
                if (entry.get(INT, Videodev.EnumFrameSizes.TYPE) != Videodev.FRAME_TYPE_DISCRETE) {
                    break; // a range is all there is
                }
            }
        }
        return sizes.isEmpty() ? List.of(FrameSizes.UNTOLD) : sizes;
    }

    private static FrameSizes sizes(MemorySegment entry) {
        if (entry.get(INT, Videodev.EnumFrameSizes.TYPE) == Videodev.FRAME_TYPE_DISCRETE) {
            return FrameSizes.single(entry.get(INT, Videodev.EnumFrameSizes.WIDTH),
                    entry.get(INT, Videodev.EnumFrameSizes.HEIGHT));
        }
        return new FrameSizes(entry.get(INT, Videodev.EnumFrameSizes.MIN_WIDTH),
                entry.get(INT, Videodev.EnumFrameSizes.MAX_WIDTH), entry.get(INT, Videodev.EnumFrameSizes.STEP_WIDTH),
                entry.get(INT, Videodev.EnumFrameSizes.MIN_HEIGHT), entry.get(INT, Videodev.EnumFrameSizes.MAX_HEIGHT),
                entry.get(INT, Videodev.EnumFrameSizes.STEP_HEIGHT));
    }

    @Override
    public List<FrameRates> rates(FourCc format, int width, int height) throws CameraException {
        List<FrameRates> rates = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment entry = arena.allocate(Videodev.EnumFrameIntervals.BYTES, 8);
            for (int index = 0; index < MOST_ENTRIES; index++) {
                entry.fill((byte) 0);
                entry.set(INT, Videodev.EnumFrameIntervals.INDEX, index);
                entry.set(INT, Videodev.EnumFrameIntervals.PIXEL_FORMAT, format.code());
                entry.set(INT, Videodev.EnumFrameIntervals.WIDTH, width);
                entry.set(INT, Videodev.EnumFrameIntervals.HEIGHT, height);
                if (!hasEntry(Videodev.EnumFrameIntervals.REQUEST, entry, "VIDIOC_ENUM_FRAMEINTERVALS")) {
                    break;
                }
                boolean single = entry.get(INT, Videodev.EnumFrameIntervals.TYPE) == Videodev.FRAME_TYPE_DISCRETE;
                addRates(rates, entry, single ? Videodev.EnumFrameIntervals.INTERVAL : Videodev.EnumFrameIntervals.MAX_INTERVAL);
                if (!single) {
                    break;
                }
            }
        }
        return rates;
    }

    /// All that it offers, in the driver's order.
    public List<Cameras.Offered> offered() throws CameraException {
        List<Cameras.Offered> offered = new ArrayList<>();
        for (FourCc code : formats()) {
            for (FrameSizes sizes : sizes(code)) {
                offered.add(new Cameras.Offered(code, sizes, rates(code, sizes.maxWidth(), sizes.maxHeight())));
            }
        }
        return offered;
    }

    /// A driver's fraction may be nonsense (0/0); then it has told nothing.
    private static void addRates(List<FrameRates> rates, MemorySegment entry, int longestAt) {
        int[] fraction = {entry.get(INT, Videodev.EnumFrameIntervals.MIN_INTERVAL),
            entry.get(INT, Videodev.EnumFrameIntervals.MIN_INTERVAL + 4), entry.get(INT, longestAt),
            entry.get(INT, longestAt + 4)};
        if (fraction[0] > 0 && fraction[1] > 0 && fraction[2] > 0 && fraction[3] > 0) {
            rates.add(new FrameRates(new FrameInterval(fraction[0], fraction[1]), new FrameInterval(fraction[2], fraction[3])));
        }
    }

    /// Asks for the best that is offered, and answers what the driver made of it.
    ///
    /// @throws CameraException when it is no camera, none of its formats can be used, or another program uses it
    public Mode negotiate(Wish wish) throws CameraException {
        capability.requireCamera();
        Negotiation.Choice choice = Negotiation.choose(this, wish);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment format = arena.allocate(Videodev.Format.BYTES, 8);
            format.set(INT, Videodev.Format.TYPE, Videodev.BUF_TYPE_VIDEO_CAPTURE);
            format.set(INT, Videodev.Format.WIDTH, choice.width());
            format.set(INT, Videodev.Format.HEIGHT, choice.height());
            format.set(INT, Videodev.Format.PIXEL_FORMAT, choice.code().code());
            ioctl(Videodev.Format.SET, format, "VIDIOC_S_FMT");
            // The rate comes second: a driver may set it back with the format.
            return mode(format, fps(choice, arena));
        }
    }

    private static Mode mode(MemorySegment answer, double fps) throws CameraException {
        FourCc code = new FourCc(answer.get(INT, Videodev.Format.PIXEL_FORMAT));
        CameraFormat format = CameraFormat.of(code)
                .orElseThrow(() -> new CameraException("the driver insists on the format " + code + ", which can't be used"));
        int width = answer.get(INT, Videodev.Format.WIDTH);
        int height = answer.get(INT, Videodev.Format.HEIGHT);
        if (width < 1 || height < 1 || width > MOST_PIXELS_A_SIDE || height > MOST_PIXELS_A_SIDE) {
            throw new CameraException("the driver answers with a size that cannot be: " + Integer.toUnsignedString(width) + "x"
                    + Integer.toUnsignedString(height));
        }
        int stride = Math.max(answer.get(INT, Videodev.Format.BYTES_PER_LINE), format.leastStrideBytes(width));
        return new Mode(format, width, height, format.isCompressed() ? 0 : stride, fps);
    }

    private double fps(Negotiation.Choice choice, Arena arena) throws CameraException {
        MemorySegment parameters = arena.allocate(Videodev.StreamParameters.BYTES, 8);
        parameters.set(INT, Videodev.StreamParameters.TYPE, Videodev.BUF_TYPE_VIDEO_CAPTURE);
        FrameInterval interval = choice.interval();
        if (interval != null) {
            parameters.set(INT, Videodev.StreamParameters.NUMERATOR, interval.numerator());
            parameters.set(INT, Videodev.StreamParameters.DENOMINATOR, interval.denominator());
        }
        boolean told = interval == null
                ? answers(Videodev.StreamParameters.GET, parameters, "VIDIOC_G_PARM")
                : answers(Videodev.StreamParameters.SET, parameters, "VIDIOC_S_PARM");
        int numerator = parameters.get(INT, Videodev.StreamParameters.NUMERATOR);
        int denominator = parameters.get(INT, Videodev.StreamParameters.DENOMINATOR);
        return told && numerator > 0 && denominator > 0 ? (double) denominator / numerator : 0;
    }

    void ioctl(long request, MemorySegment argument, String name) throws CameraException {
        try {
            posix.ioctl(fd, request, argument, name);
        } catch (PosixException e) {
            throw CameraException.using(e);
        }
    }

    /// False when the driver doesn't know the request, or has no entry of that number.
    boolean answers(long request, MemorySegment argument, String name) throws CameraException {
        try {
            posix.ioctl(fd, request, argument, name);
            return true;
        } catch (PosixException e) {
            if (isUnknownRequest(e)) {
                return false;
            }
            throw CameraException.using(e);
        }
    }

    /// False when there is no entry of that number, or the driver fails to tell: what it does not tell of one format must not cost the
    /// others.
    private boolean hasEntry(long request, MemorySegment argument, String name) throws CameraException {
        try {
            return answers(request, argument, name);
        } catch (CameraException e) {
            if (e.isUnplugged()) {
                throw e;
            }
            return false;
        }
    }

    private static boolean isUnknownRequest(PosixException e) {
        return e.errno() == PosixException.EINVAL || e.errno() == PosixException.ENOTTY;
    }

    Posix posix() {
        return posix;
    }

    int fd() {
        return fd;
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            posix.close(fd);
        }
    }
}
