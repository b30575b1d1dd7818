package dev.oriel.v4l2;

/// Numbers of the kernel's `linux/videodev2.h`, as they are on 64-bit machines: requests, flags, and where the fields of its
/// structures lie, in bytes.
final class Videodev {
    static final int BUF_TYPE_VIDEO_CAPTURE = 1;
    static final int MEMORY_MMAP = 1;

    static final int CAP_VIDEO_CAPTURE = 0x1;
    static final int CAP_VIDEO_CAPTURE_MPLANE = 0x1000;
    static final int CAP_VIDEO_M2M_MPLANE = 0x4000;
    static final int CAP_VIDEO_M2M = 0x8000;
    static final int CAP_STREAMING = 0x4000000;
    static final int CAP_DEVICE_CAPS = 0x80000000;

    static final int FRAME_TYPE_DISCRETE = 1;

    static final int BUF_FLAG_ERROR = 0x40;
    static final int BUF_FLAG_TIMESTAMP_MASK = 0xe000;
    static final int BUF_FLAG_TIMESTAMP_MONOTONIC = 0x2000;

    private Videodev() {
    }

    /// `struct v4l2_capability`.
    static final class Querycap {
        static final long REQUEST = 0x80685600L;
        static final int BYTES = 104;
        static final int DRIVER = 0;
        static final int CARD = 16;
        static final int BUS_INFO = 48;
        static final int VERSION = 80;
        static final int CAPABILITIES = 84;
        static final int DEVICE_CAPS = 88;

        private Querycap() {
        }
    }

    /// `struct v4l2_fmtdesc`.
    static final class EnumFmt {
        static final long REQUEST = 0xc0405602L;
        static final int BYTES = 64;
        static final int INDEX = 0;
        static final int TYPE = 4;
        static final int PIXEL_FORMAT = 44;

        private EnumFmt() {
        }
    }

    /// `struct v4l2_frmsizeenum`.
    static final class EnumFrameSizes {
        static final long REQUEST = 0xc02c564aL;
        static final int BYTES = 44;
        static final int INDEX = 0;
        static final int PIXEL_FORMAT = 4;
        static final int TYPE = 8;
        static final int WIDTH = 12;
        static final int HEIGHT = 16;
        static final int MIN_WIDTH = 12;
        static final int MAX_WIDTH = 16;
        static final int STEP_WIDTH = 20;
        static final int MIN_HEIGHT = 24;
        static final int MAX_HEIGHT = 28;
        static final int STEP_HEIGHT = 32;

        private EnumFrameSizes() {
        }
    }

    /// `struct v4l2_frmivalenum`. Its fractions are a numerator followed by a denominator.
    static final class EnumFrameIntervals {
        static final long REQUEST = 0xc034564bL;
        static final int BYTES = 52;
        static final int INDEX = 0;
        static final int PIXEL_FORMAT = 4;
        static final int WIDTH = 8;
        static final int HEIGHT = 12;
        static final int TYPE = 16;
        static final int INTERVAL = 20;
        static final int MIN_INTERVAL = 20;
        static final int MAX_INTERVAL = 28;

        private EnumFrameIntervals() {
        }
    }

    /// `struct v4l2_format` with a `struct v4l2_pix_format` in it.
    static final class Format {
        static final long SET = 0xc0d05605L;
        static final int BYTES = 208;
        static final int TYPE = 0;
        static final int WIDTH = 8;
        static final int HEIGHT = 12;
        static final int PIXEL_FORMAT = 16;
        static final int BYTES_PER_LINE = 24;

        private Format() {
        }
    }

    /// `struct v4l2_streamparm` with a `struct v4l2_captureparm` in it.
    static final class StreamParameters {
        static final long GET = 0xc0cc5615L;
        static final long SET = 0xc0cc5616L;
        static final int BYTES = 204;
        static final int TYPE = 0;
        static final int NUMERATOR = 12;
        static final int DENOMINATOR = 16;

        private StreamParameters() {
        }
    }

    /// `struct v4l2_requestbuffers`.
    static final class RequestBuffers {
        static final long REQUEST = 0xc0145608L;
        static final int BYTES = 20;
        static final int COUNT = 0;
        static final int TYPE = 4;
        static final int MEMORY = 8;

        private RequestBuffers() {
        }
    }

    /// `struct v4l2_buffer`.
    static final class Buffer {
        static final long QUERY = 0xc0585609L;
        static final long QUEUE = 0xc058560fL;
        static final long DEQUEUE = 0xc0585611L;
        static final int BYTES = 88;
        static final int INDEX = 0;
        static final int TYPE = 4;
        static final int BYTES_USED = 8;
        static final int FLAGS = 12;
        static final int SECONDS = 24;
        static final int MICROSECONDS = 32;
        static final int MEMORY = 60;
        static final int OFFSET = 64;
        static final int LENGTH = 72;

        private Buffer() {
        }
    }

    /// Both take a pointer to the buffer type.
    static final class Stream {
        static final long ON = 0x40045612L;
        static final long OFF = 0x40045613L;

        private Stream() {
        }
    }

    /// `struct v4l2_queryctrl`.
    static final class QueryCtrl {
        static final long REQUEST = 0xc0445624L;
        static final int BYTES = 68;
        static final int ID = 0;
        static final int TYPE = 4;
        static final int NAME = 8;
        static final int MINIMUM = 40;
        static final int MAXIMUM = 44;
        static final int STEP = 48;
        static final int DEFAULT = 52;
        static final int FLAGS = 56;
        /// With an id: the one that follows it.
        static final int NEXT = 0x80000000;

        private QueryCtrl() {
        }
    }

    /// `struct v4l2_querymenu`.
    static final class QueryMenu {
        static final long REQUEST = 0xc02c5625L;
        static final int BYTES = 44;
        static final int ID = 0;
        static final int INDEX = 4;
        static final int NAME = 8;
        static final int END_OF_NAME = 40;

        private QueryMenu() {
        }
    }

    /// `struct v4l2_control`.
    static final class Ctrl {
        static final long GET = 0xc008561bL;
        static final long SET = 0xc008561cL;
        static final int BYTES = 8;
        static final int ID = 0;
        static final int VALUE = 4;

        private Ctrl() {
        }
    }
}
