package dev.oriel.source;

import dev.oriel.ffmpeg.MediaInput;
import dev.oriel.ffmpeg.MediaRequest;
import dev.oriel.time.Clocks;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// A command of the shell whose standard output is MJPEG or MPEG-TS, told apart by its first kilobytes.
///
/// A picture's capture time is when it has arrived. A recording that the program gives as fast as it is taken plays in real time,
/// but for its beginning. The run lasts as long as anything that the command started keeps its output
/// open, and all that it started ends with the run.
public final class ExecSource implements Source {
    private static final int CHUNK = 64 * 1024;
    private static final long WATCH_MILLIS = 50;

    private final List<String> command;
    private final Clocks clocks;

    /// @param command     as it would be typed
    public ExecSource(String command, Clocks clocks) {
        this.command = List.of("sh", "-c", command);
        this.clocks = clocks;
    }

    @Override
    public void run(FrameSink sink) throws IOException, InterruptedException {
        run(command, sink, clocks);
    }

    /// Publishes the output of a program until it ends or the sink is stopped.
    ///
    /// @throws LostException `ended with status …`, or what else it writes than pictures
    static void run(List<String> command, FrameSink sink, Clocks clocks) throws IOException, InterruptedException {
        try (var child = ChildProcess.start(command, clocks.nanoTime())) {
            var begun = new AtomicBoolean();
            child.onEnd(outcome -> {
                if (!begun.get()) {
                    sink.awaits("the program " + outcome + ", and what it left behind gives no picture");
                }
            });
            var watch = Thread.ofVirtual().name("exec-watch").start(() -> closeWhenStopped(child, sink));
            try {
                read(child.output(), begun, sink, clocks);
                if (!sink.stopped()) {
                    throw new LostException(child.outcome());
                }
            } catch (IOException e) {
                if (!sink.stopped()) { // else the stop has closed what was being read
                    throw e;
                }
            } finally {
                watch.interrupt();
            }
        }
    }

    /// A read of a child's output ends when the child does.
    private static void closeWhenStopped(ChildProcess child, FrameSink sink) {
        try {
            while (!sink.stopped()) {
                Thread.sleep(WATCH_MILLIS);
            }
            child.close();
        } catch (InterruptedException _) {
            // The run is over.
        }
    }

    private static void read(InputStream output, AtomicBoolean begun, FrameSink sink, Clocks clocks)
            throws IOException, InterruptedException {
        try (var opening = StreamOpening.ofProgram()) {
            var format = open(opening, output, sink);
            begun.set(true);
            sink.awaits("");
            var whole = new SequenceInputStream(new ByteBufInputStream(opening.bytes()), output);
            switch (format) {
                case TRANSPORT_STREAM -> readTransportStream(whole, sink, clocks);
                case JPEGS -> new JpegStream(sink, clocks).run(whole);
                default -> {
                    if (!sink.stopped() && !opening.isEmpty()) {
                        throw new LostException("its output is neither MJPEG nor MPEG-TS, but " + opening.words());
                    }
                }
            }
        }
    }

    private static void readTransportStream(InputStream stream, FrameSink sink, Clocks clocks)
            throws IOException, InterruptedException {
        try (var input = MediaInput.open(stream, MediaRequest.bytes("mpegts"), sink.limits(), sink::stopped)) {
            LiveReceiver.run(input, sink, clocks);
        } catch (IOException e) {
            if (!sink.stopped()) {
                throw e;
            }
        }
    }

    /// Reads as much as is needed to tell what comes.
    private static StreamOpening.Format open(StreamOpening opening, InputStream output, FrameSink sink) throws IOException {
        var chunk = new byte[CHUNK];
        var bytes = Unpooled.wrappedBuffer(chunk);
        var format = StreamOpening.Format.UNDECIDED;
        while (format == StreamOpening.Format.UNDECIDED && !sink.stopped()) {
            int count = output.read(chunk, 0, chunk.length);
            if (count < 0) {
                return opening.end();
            }
            format = opening.add(bytes.setIndex(0, count));
            if (format == StreamOpening.Format.UNDECIDED) {
                sink.awaits("its output is no picture yet, but " + opening.words());
            }
        }
        return format;
    }
}
