package dev.oriel.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.*;

import dev.oriel.limits.MemoryBudget;
import dev.oriel.limits.PictureLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/// Makes whole pictures of the packets of a stream while pictures are wanted.
///
/// Packets whose pictures nobody wants are kept from the newest key frame on, within bounds. When pictures are wanted again, those are decoded
/// first, as fast as that goes, and their pictures are not shown. The codec is opened with the first picture that is wanted, and
/// freed at a key frame that comes while none is.
///
/// Threads: one at a time. Ownership: packets stay the caller's.
final class StreamDecoder implements AutoCloseable {
    private static final long MOST_WAITING_BYTES = 16L << 20;
    /// Twenty seconds at sixty a second.
    private static final int MOST_WAITING = 1200;

    private final AVStream stream;
    private final AVCodec codec;
    private final boolean live;
    private final PictureLimits limits;
    private final MemoryBudget.Reservation memory;
    private final List<AVPacket> waiting = new ArrayList<>();
    private long waitingBytes;
    /// Packets are missing since the newest key frame.
    private boolean torn;
    private @Nullable VideoDecoder decoder;
    private @Nullable Deinterlacer deinterlacer;

    /// The receiver of what is decoded.
    interface Frames {
        /// A picture was decoded.
        ///
        /// @param isSeen false where it is not given, because only a later one is wanted
        void decoded(boolean isSeen);

        /// A picture, valid for the time of the call.
        ///
        /// @param time in the stream's unit, or `AV_NOPTS_VALUE`
        void picture(AVFrame frame, long time) throws IOException, InterruptedException;
    }

    /// @param live   see [VideoDecoder]
    /// @param limits what a picture may cost
    StreamDecoder(AVStream stream, AVCodec codec, boolean live, PictureLimits limits) {
        this.stream = stream;
        this.codec = codec;
        this.live = live;
        this.limits = limits;
        memory = limits.memory().open();
    }

    /// Gives what pictures come of a packet, none to several.
    ///
    /// @param stopped once true, what waits is decoded no further
    /// @return false when the packet is broken
    boolean decode(AVPacket packet, Frames frames, BooleanSupplier stopped) throws IOException, InterruptedException {
        var from = decoder();
        catchUp(from, frames, stopped);
        return from.send(packet) && give(from, frames);
    }

    private VideoDecoder decoder() throws IOException {
        if (decoder == null) {
            decoder = new VideoDecoder(stream, codec, live, limits);
        }
        return decoder;
    }

    private void catchUp(VideoDecoder into, Frames frames, BooleanSupplier stopped) throws IOException {
        if (waiting.isEmpty() && !torn) {
            return;
        }
        if (torn || isKeyFrame(waiting.getFirst())) {
            into.flush();
        }
        forgetFields();
        into.onlyReferences(true);
        for (var packet : waiting) {
            if (stopped.getAsBoolean()) {
                break;
            }
            if (into.send(packet)) {
                for (var frame = into.receive(); frame != null; frame = into.receive()) {
                    frames.decoded(false);
                }
            }
        }
        into.onlyReferences(false);
        forgetWaiting();
        torn = false;
    }

    private boolean give(VideoDecoder from, Frames frames) throws IOException, InterruptedException {
        for (AVFrame frame = from.receive(); frame != null; frame = from.receive()) {
            frames.decoded(true);
            if (deinterlacer == null) {
                deinterlacer = new Deinterlacer();
            }
            deinterlacer.filter(frame, frame.best_effort_timestamp(), frames::picture);
        }
        return !from.failed();
    }

    /// Keeps a packet whose picture nobody wants now.
    void keep(AVPacket packet) {
        if (isKeyFrame(packet)) {
            forgetWaiting();
            closeCodec();
            torn = false;
        } else if (torn) {
            return;
        }
        if (waiting.size() == MOST_WAITING || waitingBytes + packet.size() > MOST_WAITING_BYTES
                || !memory.resize(waitingBytes + packet.size())) {
            forgetWaiting();
            torn = true;
            return;
        }
        waiting.add(AvError.allocated(av_packet_clone(packet)));
        waitingBytes += packet.size();
    }

    private static boolean isKeyFrame(AVPacket packet) {
        return (packet.flags() & AV_PKT_FLAG_KEY) != 0;
    }

    /// Gives what pictures are still to come at the end of the stream.
    void end(Frames frames) throws IOException, InterruptedException {
        if (decoder != null && waiting.isEmpty() && !torn) {
            decoder.send(null);
            give(decoder, frames);
            if (deinterlacer != null) {
                deinterlacer.end(frames::picture);
            }
        }
    }

    /// Forgets what it has begun, for a jump in the stream.
    void flush() {
        forgetWaiting();
        torn = false;
        if (decoder != null) {
            decoder.flush();
        }
        forgetFields();
    }

    private void forgetFields() {
        if (deinterlacer != null) {
            deinterlacer.forget();
        }
    }

    private void forgetWaiting() {
        waiting.forEach(packet -> av_packet_free(packet));
        waiting.clear();
        waitingBytes = 0;
        memory.resize(0);
    }

    private void closeCodec() {
        if (decoder != null) {
            decoder.close();
            decoder = null;
        }
        if (deinterlacer != null) {
            deinterlacer.close();
            deinterlacer = null;
        }
    }

    @Override
    public void close() {
        forgetWaiting();
        closeCodec();
        memory.close();
    }
}
