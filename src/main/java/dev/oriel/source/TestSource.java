package dev.oriel.source;

import dev.oriel.ffmpeg.Picture;
import dev.oriel.ffmpeg.PixelFormat;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Size;
import dev.oriel.time.Clocks;
import java.lang.foreign.Arena;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// A moving picture without any camera: a clock, the frame's number, colours and motion, at any size and rate.
///
/// It is 1280x720 at 30 frames per second, unless the camera's settings say otherwise, and the middle of a larger picture.
///
/// @param look where it looks, as it stands
public record TestSource(Supplier<Look> look, Clocks clocks) implements Source {
    private static final Size DEFAULT_SIZE = new Size(1280, 720);
    private static final double DEFAULT_FPS = 30;
    /// How soon a stop is seen.
    private static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    @Override
    public void run(FrameSink sink) throws InterruptedException {
        CameraSettings settings = sink.settings();
        Size wanted = Objects.requireNonNullElse(settings.size(), DEFAULT_SIZE);
        double rate = Objects.requireNonNullElse(settings.fps(), DEFAULT_FPS);
        String rateText = BigDecimal.valueOf(rate).setScale(2, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString();
        try (Arena arena = Arena.ofConfined()) {
            TestPicture drawing = new TestPicture(wanted.width(), wanted.height(), rateText + " FPS", arena);
            try (Picture picture = Picture.wrap(PixelFormat.YUV420, drawing.memory(), wanted.width(), wanted.height(),
                    drawing.strideBytes())) {
                sink.opened("test picture " + wanted + " at " + rateText + " fps", rate);
                give(drawing, picture, new Pace(rate, clocks.nanoTime()), sink);
            }
        }
    }

    private void give(TestPicture drawing, Picture picture, Pace pace, FrameSink sink) throws InterruptedException {
        while (waitUntilDue(pace, sink)) {
            long now = TimeUnit.MILLISECONDS.toMicros(clocks.instant().toEpochMilli());
            drawing.look(look.get());
            drawing.draw(pace.number(), now);
            sink.picture(picture, now);
            pace.advance();
        }
    }

    /// False when stopped.
    private static boolean waitUntilDue(Pace pace, FrameSink sink) throws InterruptedException {
        while (!sink.stopped()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            long remaining = pace.remainingNanos();
            if (remaining <= 0) {
                return true;
            }
            LockSupport.parkNanos(pace, Math.min(remaining, LONGEST_WAIT_NANOS));
        }
        return false;
    }
}
