package dev.oriel.source;

import dev.oriel.ffmpeg.MediaInput;
import dev.oriel.ffmpeg.Picture;
import dev.oriel.ffmpeg.VideoFormat;
import dev.oriel.frame.Jpeg;
import dev.oriel.frame.ProtocolException;
import dev.oriel.hls.Arrival;
import dev.oriel.hls.Segment;
import dev.oriel.hls.Stretch;
import dev.oriel.time.Clocks;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Publishes the pictures of live HLS evenly: a packet waits, compressed, until it is due, and is decoded then.
///
/// A picture's capture time is what its playlist says, as long as that is no more than a minute old and not later than its arrival lets it
/// be; else what the arrivals tell.
///
/// Threads: the source's.
final class HlsReceiver implements MediaInput.Receiver {
    private static final long NANOS_PER_MICRO = 1000;
    private static final long OLDEST_MICROS = 60_000_000;

    private final FrameSink sink;
    private final LivePacer pacer;
    private final Clocks clocks;
    private @Nullable Stretch stretch;
    private @Nullable Arrival arrival;
    private @Nullable VideoFormat format;
    private String told = "";
    private long shotOffsetMicros;
    private boolean shotKnown;
    private long lastCapturedMicros;
    private long shown;

    HlsReceiver(FrameSink sink, Clocks clocks) {
        this.sink = sink;
        this.pacer = new LivePacer(0);
        this.clocks = clocks;
    }

    /// What follows is read from another stretch.
    void begins(Stretch next, VideoFormat nextFormat) {
        stretch = next;
        arrival = null;
        format = nextFormat;
        pacer.rate(nextFormat.framesPerSecond());
        pacer.breaks();
    }

    /// Pictures since it was made.
    long shown() {
        return shown;
    }

    @Override
    public void packet(MediaInput.Mark mark) throws InterruptedException {
        var from = stretch;
        if (from == null) {
            return;
        }
        var current = from.segmentAt(mark.position());
        if (current != null && !current.equals(arrival)) {
            arrival = current;
            entered(current, mark);
        }
        DueTime.await(pacer.dueNanos(mark.decodeMicros(), from.arrivedNanos(), clocks.nowNanos()), clocks, sink);
    }

    private void entered(Arrival current, MediaInput.Mark mark) {
        var segment = current.segment();
        long firstMicros = mark.showMicros() == MediaInput.NO_TIME ? mark.decodeMicros() : mark.showMicros();
        shotKnown = segment.shotAtMicros() != Segment.NO_TIME && LivePacer.isTime(firstMicros);
        shotOffsetMicros = shotKnown ? segment.shotAtMicros() - firstMicros : 0;
        pacer.segment(new LivePacer.Came(current.fresh(), current.atNanos(), segment.durationMicros() * NANOS_PER_MICRO),
                mark.decodeMicros());
    }

    /// With the first picture, because a container seldom knows the size.
    private void tell(int widthPixels, int heightPixels) {
        var untold = format;
        if (untold != null) {
            format = null;
            var words = untold.ofSize(widthPixels, heightPixels).toString();
            if (!words.equals(told)) {
                told = words;
                sink.opened(words, untold.framesPerSecond());
            }
        }
    }

    private void tell(ByteBuf jpeg) {
        if (format != null) {
            try {
                var scan = Jpeg.scan(jpeg);
                tell(scan.widthPixels(), scan.heightPixels());
            } catch (ProtocolException _) {
                // The sink counts it; the next one may be better.
            }
        }
    }

    @Override
    public void jpeg(ByteBuf picture, long atMicros) {
        shown++;
        tell(picture);
        sink.jpeg(picture, capturedMicros(atMicros));
    }

    @Override
    public void picture(Picture picture, long atMicros) {
        sink.counts().countDecoded();
        shown++;
        tell(picture.width(), picture.height());
        sink.picture(picture, capturedMicros(atMicros));
    }

    private long capturedMicros(long atMicros) {
        long now = clocks.nowMicros();
        long told = now + (pacer.capturedNanos(atMicros) - clocks.nowNanos()) / NANOS_PER_MICRO;
        long captured = Math.min(now, told);
        long written = atMicros + shotOffsetMicros;
        if (shotKnown && LivePacer.isTime(atMicros) && now - written <= OLDEST_MICROS) {
            captured = Math.min(captured, written);
        }
        lastCapturedMicros = Math.max(captured, Math.min(now, lastCapturedMicros + 1));
        return lastCapturedMicros;
    }
}
