package dev.oriel.ffmpeg;

import static org.bytedeco.ffmpeg.global.avformat.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/// A Java stream as FFmpeg's input. Ownership: the stream stays its opener's.
///
/// Threads: read by the thread that is inside FFmpeg. All streams share one native callback, because there are few of those.
final class StreamBytes implements AutoCloseable {
    private static final int CHUNK = 32 * 1024;
    private static final int IO_ERROR = -5;
    private static final int SEEK_SET = 0;
    /// FFmpeg may gather so much for one packet, or for the head of a container.
    private static final long MOST_BYTES_OF_A_PACKET = 64L << 20;
    private static final Map<Long, StreamBytes> OPEN = new ConcurrentHashMap<>();
    private static final AtomicLong NUMBERS = new AtomicLong();

    private static final class Callback extends Read_packet_Pointer_BytePointer_int {
        static final Callback INSTANCE = new Callback();

        @Override
        public int call(Pointer opaque, BytePointer into, int length) {
            var bytes = OPEN.get(opaque.address());
            return bytes == null ? IO_ERROR : bytes.read(into, length);
        }
    }

    private static final class SeekCallback extends Seek_Pointer_long_int {
        static final SeekCallback INSTANCE = new SeekCallback();

        @Override
        public long call(Pointer opaque, long offset, int whence) {
            var bytes = OPEN.get(opaque.address());
            return bytes != null && bytes.stream instanceof SeekableStream seekable
                    ? bytes.seek(seekable, offset, whence)
                    : IO_ERROR;
        }
    }

    private final long number = NUMBERS.incrementAndGet();
    private final InputStream stream;
    private final byte[] chunk = new byte[CHUNK];
    private final AVIOContext context;
    private long sincePacket;
    private boolean refused;

    StreamBytes(InputStream stream) {
        this.stream = stream;
        var buffer = new BytePointer(AvError.allocated(av_malloc(CHUNK)));
        OPEN.put(number, this);
        boolean seekable = stream instanceof SeekableStream one && one.length() >= 0;
        context = AvError.allocated(avio_alloc_context(buffer, CHUNK, 0, new Address(number), Callback.INSTANCE, null,
                seekable ? SeekCallback.INSTANCE : null));
    }

    AVIOContext context() {
        return context;
    }

    /// A packet has been made of what was read: FFmpeg gathers for the next one.
    void packet() {
        sincePacket = 0;
    }

    /// Why FFmpeg was given no more bytes, or null when it was given all.
    @Nullable
    String refusal() {
        return refused
                ? "more than " + (MOST_BYTES_OF_A_PACKET >> 20) + " MB for one picture"
                : null;
    }

    private int read(BytePointer into, int length) {
        refused |= sincePacket > MOST_BYTES_OF_A_PACKET;
        if (refused) {
            return IO_ERROR;
        }
        try {
            int count = stream.read(chunk, 0, Math.min(length, CHUNK));
            if (count <= 0) {
                return AVERROR_EOF();
            }
            Address.bytes(into, count).put(chunk, 0, count);
            sincePacket += count;
            return count;
        } catch (Throwable _) {
            // Thrown on through native frames, it would end the process; the reader of the stream learns of it by the end of the input.
            return IO_ERROR;
        }
    }

    private long seek(SeekableStream seekable, long offset, int whence) {
        int from = whence & ~AVSEEK_FORCE;
        if (from == AVSEEK_SIZE) {
            return seekable.length();
        } else if (from != SEEK_SET) {
            return IO_ERROR; // FFmpeg asks for nothing else
        }
        try {
            seekable.seek(offset);
            sincePacket = 0;
            return offset;
        } catch (Throwable _) { // as in reading
            return IO_ERROR;
        }
    }

    @Override
    public void close() {
        OPEN.remove(number);
        // FFmpeg may have replaced the buffer.
        av_free(context.buffer());
        avio_context_free(context);
    }
}
