package dev.oriel.source;

import dev.oriel.ffmpeg.MediaInput;
import dev.oriel.ffmpeg.MediaRequest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.LongSupplier;

/// A command of the shell whose standard output is MJPEG or MPEG-TS, told apart by the first byte.
///
/// A picture's capture time is when it has arrived. A recording that the program gives as fast as it is taken plays in real time, but for
/// its beginning. The command and all that it starts end with the run.
public final class ExecSource implements Source {
    private static final int TS_SYNC = 0x47;
    private static final int CHUNK = 64 * 1024;
    private static final long WATCH_MILLIS = 50;

    private final List<String> command;
    private final LongSupplier epochMicros;

    /// @param command     as it would be typed
    /// @param epochMicros the clock, microseconds since 1970-01-01 UTC
    public ExecSource(String command, LongSupplier epochMicros) {
        this.command = List.of("sh", "-c", command);
        this.epochMicros = epochMicros;
    }

    @Override
    public void run(FrameSink sink) throws IOException, InterruptedException {
        run(command, sink, epochMicros);
    }

    /// Publishes the output of a program until it ends or the sink is stopped.
    ///
    /// @throws LostException `ended with status …`
    static void run(List<String> command, FrameSink sink, LongSupplier epochMicros) throws IOException, InterruptedException {
        try (var child = new ChildProcess(command)) {
            var watch = Thread.ofVirtual().name("exec-watch").start(() -> closeWhenStopped(child, sink));
            try {
                read(child.output(), sink, epochMicros);
                if (!sink.stopped()) {
                    throw new LostException(child.outcome());
                }
            } finally {
                watch.interrupt();
            }
        }
    }

    /// A read of a child's output cannot be interrupted; it ends when the child does.
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

    private static void read(InputStream output, FrameSink sink, LongSupplier epochMicros)
            throws IOException, InterruptedException {
        var stream = new BufferedInputStream(output, CHUNK);
        stream.mark(1);
        int first = stream.read();
        stream.reset();
        if (first == TS_SYNC) {
            readTransportStream(stream, sink, epochMicros);
        } else if (first == 0xff || first == '-' || first == '\r') {
            new JpegStream(sink, epochMicros).run(stream);
        } else if (first >= 0) {
            throw new LostException("its output is neither MJPEG nor MPEG-TS");
        }
    }

    private static void readTransportStream(InputStream stream, FrameSink sink, LongSupplier epochMicros)
            throws IOException, InterruptedException {
        try (var input = MediaInput.open(stream, MediaRequest.bytes("mpegts"), sink.limits(), sink::stopped)) {
            LiveReceiver.run(input, sink, epochMicros);
        } catch (IOException e) {
            if (!sink.stopped()) {
                throw e;
            }
        }
    }
}
