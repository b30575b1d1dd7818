package dev.oriel.source;

import dev.oriel.ffmpeg.MediaInput;
import dev.oriel.ffmpeg.Picture;
import dev.oriel.ffmpeg.VideoFormat;
import dev.oriel.ffmpeg.VideoPacket;
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
        sink.breaks();
        arrival = null;
        format = nextFormat;
        pacer.rate(nextFormat.framesPerSecond());
        pacer.breaks();
    }

    /// Pictures, or packets in their place, since it was made.
    long shown() {
        return shown;
    }

    @Override
    public boolean packet(VideoPacket packet) throws InterruptedException {
        var from = stretch;
        if (from != null) {
            var current = from.segmentAt(packet.position());
            if (current != null && !current.equals(arrival)) {
                arrival = current;
                entered(current, packet);
            }
            DueTime.await(pacer.dueNanos(packet.decodeMicros(), from.arrivedNanos(), clocks.nowNanos()), clocks, sink);
        }
        boolean wanted = sink.wantsPictures();
        if (!wanted) {
            shown++;
            tellSize();
        }
        sink.packet(packet, toldMicros(packet.showMicros(), clocks.nowMicros()));
        return wanted;
    }

    private void tellSize() {
        var untold = format;
        if (untold != null) {
            tell(untold.widthPixels(), untold.heightPixels());
        }
    }

    private void entered(Arrival current, VideoPacket packet) {
        var segment = current.segment();
        long firstMicros = packet.showMicros() == MediaInput.NO_TIME ? packet.decodeMicros() : packet.showMicros();
        shotKnown = segment.shotAtMicros() != Segment.NO_TIME && LivePacer.isTime(firstMicros);
        shotOffsetMicros = shotKnown ? segment.shotAtMicros() - firstMicros : 0;
        pacer.segment(new LivePacer.Came(current.fresh(), current.atNanos(), segment.durationMicros() * NANOS_PER_MICRO),
                packet.decodeMicros());
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
    public void decoded(boolean isSeen) {
        sink.decoded(isSeen);
    }

    @Override
    public void picture(Picture picture, long atMicros) {
        shown++;
        tell(picture.width(), picture.height());
        sink.picture(picture, capturedMicros(atMicros));
    }

    /// Rises from picture to picture.
    private long capturedMicros(long atMicros) {
        long now = clocks.nowMicros();
        lastCapturedMicros = Math.max(toldMicros(atMicros, now), Math.min(now, lastCapturedMicros + 1));
        return lastCapturedMicros;
    }

    private long toldMicros(long atMicros, long now) {
        long told = now + (pacer.capturedNanos(atMicros) - clocks.nowNanos()) / NANOS_PER_MICRO;
        long captured = Math.min(now, told);
        long written = atMicros + shotOffsetMicros;
        boolean believed = shotKnown && LivePacer.isTime(atMicros) && now - written <= OLDEST_MICROS;
        return believed ? Math.min(captured, written) : captured;
    }
}
