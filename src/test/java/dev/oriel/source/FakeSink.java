package dev.oriel.source;

import dev.oriel.ffmpeg.Picture;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.FrameCounts;
import dev.oriel.limits.PictureLimits;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Keeps what a source gave, and ends its run after so many pictures.
final class FakeSink implements FrameSink {

    /// A picture as it came: a JPEG's bytes, or an uncompressed picture's size.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Taken(byte[] jpeg, String size, long capturedAtMicros) {}

    final List<Taken> taken = new CopyOnWriteArrayList<>();
    final List<String> outcomes = new CopyOnWriteArrayList<>();
    final FrameCounts counts = new FrameCounts();
    volatile boolean stopped;
    volatile double fps;
    private final CameraSettings settings;
    private final int enough;

    FakeSink(CameraSettings settings, int enough) {
        this.settings = settings;
        this.enough = enough;
    }

    static FakeSink of(int enough) {
        return new FakeSink(CameraSettings.titled("test"), enough);
    }

    @Override
    public void jpeg(ByteBuf picture, long capturedAtMicros) {
        byte[] bytes = new byte[picture.readableBytes()];
        picture.readBytes(bytes).release();
        take(bytes, "", capturedAtMicros);
    }

    @Override
    public void picture(Picture picture, long capturedAtMicros) {
        take(new byte[0], picture.toString(), capturedAtMicros);
    }

    private void take(byte[] bytes, String size, long capturedAtMicros) {
        taken.add(new Taken(bytes, size, capturedAtMicros));
        stopped |= taken.size() >= enough;
    }

    @Override
    public boolean stopped() {
        return stopped;
    }

    @Override
    public CameraSettings settings() {
        return settings;
    }

    @Override
    public FrameCounts counts() {
        return counts;
    }

    @Override
    public PictureLimits limits() {
        return PictureLimits.usual();
    }

    @Override
    public void opened(String outcome, double fps) {
        outcomes.add(outcome);
        this.fps = fps;
    }
}
