package dev.oriel.edge;

import dev.oriel.ffmpeg.Picture;
import dev.oriel.ffmpeg.VideoPacket;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.FrameCounts;
import dev.oriel.limits.PictureLimits;
import dev.oriel.source.FrameSink;
import io.netty.buffer.ByteBuf;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Leaves out pictures that arrived a while ago and are only decoded because newer ones build on them. What nothing newer follows
/// passes: a run that begins late shows something although its publisher pauses. One in a while passes too, for a machine that
/// never catches up.
///
/// Threads: as the sink behind it.
final class StaleFrameFilter implements FrameSink {
    private static final long OLD_NANOS = 200_000_000;

    private final FrameSink sink;
    private final LongSupplier ageNanos;
    private final BooleanSupplier newerWaits;
    private final LongSupplier nanoTime;
    private long passedAtNanos;

    /// @param ageNanos   how long ago what is being decoded now has arrived
    /// @param newerWaits whether more has arrived than what is being decoded now
    StaleFrameFilter(FrameSink sink, LongSupplier ageNanos, BooleanSupplier newerWaits, LongSupplier nanoTime) {
        this.sink = sink;
        this.ageNanos = ageNanos;
        this.newerWaits = newerWaits;
        this.nanoTime = nanoTime;
        passedAtNanos = nanoTime.getAsLong();
    }

    private boolean passes() {
        long nowNanos = nanoTime.getAsLong();
        if (ageNanos.getAsLong() > OLD_NANOS && nowNanos - passedAtNanos < OLD_NANOS && newerWaits.getAsBoolean()) {
            return false;
        }
        passedAtNanos = nowNanos;
        return true;
    }

    @Override
    public void jpeg(ByteBuf picture, long capturedAtMicros) {
        if (passes()) {
            sink.jpeg(picture, capturedAtMicros);
        } else {
            picture.release();
        }
    }

    @Override
    public void picture(Picture picture, long capturedAtMicros) {
        if (passes()) {
            sink.picture(picture, capturedAtMicros);
        }
    }

    @Override
    public void packet(VideoPacket packet, long capturedAtMicros) {
        sink.packet(packet, capturedAtMicros); // what was sent late is decoded from the beginning all the same
    }

    @Override
    public void breaks() {
        sink.breaks();
    }

    @Override
    public boolean wantsPictures() {
        return sink.wantsPictures();
    }

    @Override
    public void decoded(boolean isSeen) {
        sink.decoded(isSeen);
    }

    @Override
    public void unchanged() {
        sink.unchanged();
    }

    @Override
    public boolean stopped() {
        return sink.stopped();
    }

    @Override
    public CameraSettings settings() {
        return sink.settings();
    }

    @Override
    public void awaits(String cause) {
        sink.awaits(cause);
    }

    @Override
    public void onRefused(Consumer<String> listener) {
        sink.onRefused(listener);
    }

    @Override
    public FrameCounts counts() {
        return sink.counts();
    }

    @Override
    public PictureLimits limits() {
        return sink.limits();
    }

    @Override
    public void opened(String outcome, double fps) {
        sink.opened(outcome, fps);
    }
}
