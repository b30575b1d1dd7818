package dev.oriel.source;

import dev.oriel.ffmpeg.MediaInput;
import dev.oriel.ffmpeg.MediaRequest;
import dev.oriel.ffmpeg.Picture;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;

/// Publishes what an input gives the moment it gives it.
public record LiveReceiver(FrameSink sink, LongSupplier epochMicros) implements MediaInput.Receiver {

    /// Reads until the input ends or the sink is stopped.
    static void run(MediaInput input, FrameSink sink, LongSupplier epochMicros) throws IOException, InterruptedException {
        var receiver = new LiveReceiver(sink, epochMicros);
        sink.opened(input.format().toString(), input.format().framesPerSecond());
        while (!sink.stopped() && input.next(receiver)) {
            // The receiver does the work.
        }
    }

    /// Publishes the video of an MPEG transport stream, and reads it as nothing else, until it ends or the sink is stopped.
    ///
    /// @param stream      stays the caller's; closing it is how a wait for it is ended
    /// @param epochMicros the time that a picture is captured at, asked when it is complete
    public static void transportStream(InputStream stream, FrameSink sink, LongSupplier epochMicros)
            throws IOException, InterruptedException {
        try (var input = MediaInput.open(stream, MediaRequest.bytes("mpegts"), sink::stopped)) {
            run(input, sink, epochMicros);
        } catch (IOException e) {
            if (!sink.stopped()) {
                throw e;
            }
        }
    }

    @Override
    public void jpeg(ByteBuf picture, long atMicros) {
        sink.jpeg(picture, epochMicros.getAsLong());
    }

    @Override
    public void picture(Picture picture, long atMicros) {
        sink.picture(picture, epochMicros.getAsLong());
    }
}
