package dev.oriel.source;

import dev.oriel.ffmpeg.Picture;
import dev.oriel.hub.CameraSettings;
import dev.oriel.limits.PictureLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/// A sink that keeps what it is given and stops after a number of pictures.
class RecordingSink implements FrameSink {
    /// @param jpeg empty for an uncompressed picture
    record Shot(ByteBuf jpeg, String size, long capturedAtMicros, long nanos) {}

    final List<Shot> shots = new ArrayList<>();
    final List<String> told = new ArrayList<>();
    private final int stopAfter;
    private volatile boolean stopped;

    RecordingSink(int stopAfter) {
        this.stopAfter = stopAfter;
    }

    @Override
    public void jpeg(ByteBuf picture, long capturedAtMicros) {
        try {
            keep(new Shot(Unpooled.wrappedBuffer(ByteBufUtil.getBytes(picture)), "", capturedAtMicros, System.nanoTime()));
        } finally {
            picture.release();
        }
    }

    @Override
    public void picture(Picture picture, long capturedAtMicros) {
        keep(new Shot(Unpooled.EMPTY_BUFFER, picture.width() + "x" + picture.height(), capturedAtMicros, System.nanoTime()));
    }

    private void keep(Shot shot) {
        shots.add(shot);
        if (shots.size() >= stopAfter) {
            stopped = true;
        }
    }

    void stop() {
        stopped = true;
    }

    @Override
    public boolean stopped() {
        return stopped;
    }

    @Override
    public CameraSettings settings() {
        return CameraSettings.titled("");
    }

    @Override
    public PictureLimits limits() {
        return PictureLimits.usual();
    }

    @Override
    public void opened(String outcome, double fps) {
        told.add(outcome);
    }
}
