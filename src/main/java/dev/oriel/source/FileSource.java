package dev.oriel.source;

import dev.oriel.ffmpeg.MediaInput;
import dev.oriel.ffmpeg.MediaRequest;
import dev.oriel.ffmpeg.Picture;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.function.LongSupplier;

/// A recording played in real time, once or for ever: any file that FFmpeg reads.
///
/// A picture's capture time is when it is shown.
public final class FileSource implements Source {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long LONGEST_SLEEP_MILLIS = 200;

    private final MediaRequest request;
    private final boolean loop;
    private final LongSupplier epochMicros;

    /// @param path        of the file
    /// @param loop        true to begin again at the end, without a gap
    /// @param epochMicros the clock, microseconds since 1970-01-01 UTC
    public FileSource(String path, boolean loop, LongSupplier epochMicros) {
        this.request = MediaRequest.file(path);
        this.loop = loop;
        this.epochMicros = epochMicros;
    }

    @Override
    public void run(FrameSink sink) throws IOException, InterruptedException {
        var input = MediaInput.open(request, sink.limits(), sink::stopped);
        try {
            sink.opened(input.format().toString(), input.format().framesPerSecond());
            var show = new Show(sink, new Pacer(input.format().framesPerSecond()));
            while (!sink.stopped()) {
                show.shown = 0;
                while (!sink.stopped() && input.next(show)) {
                    // The receiver does the work.
                }
                if (sink.stopped()) {
                    return;
                } else if (show.shown == 0) {
                    throw new LostException("no picture in it");
                } else if (!loop) {
                    throw new LostException("end of file");
                }
                show.pacer.rewound();
                if (!input.rewind()) {
                    input.close();
                    input = MediaInput.open(request, sink.limits(), sink::stopped);
                }
            }
        } finally {
            input.close();
        }
    }

    /// Waits until each picture is due, and publishes it.
    private final class Show implements MediaInput.Receiver {
        private final FrameSink sink;
        private final Pacer pacer;
        private long shown;

        Show(FrameSink sink, Pacer pacer) {
            this.sink = sink;
            this.pacer = pacer;
        }

        @Override
        public void jpeg(ByteBuf picture, long atMicros) throws InterruptedException {
            try {
                awaitDue(atMicros);
            } catch (InterruptedException e) {
                picture.release();
                throw e;
            }
            sink.jpeg(picture, epochMicros.getAsLong());
        }

        @Override
        public void picture(Picture picture, long atMicros) throws InterruptedException {
            awaitDue(atMicros);
            sink.picture(picture, epochMicros.getAsLong());
        }

        private void awaitDue(long atMicros) throws InterruptedException {
            shown++;
            long due = pacer.dueNanos(atMicros, System.nanoTime());
            for (long left = due - System.nanoTime(); left > 0 && !sink.stopped(); left = due - System.nanoTime()) {
                Thread.sleep(Math.min(LONGEST_SLEEP_MILLIS, left / NANOS_PER_MILLI), (int) (left % NANOS_PER_MILLI));
            }
        }
    }
}
