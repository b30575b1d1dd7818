package dev.oriel.source;

import dev.oriel.ffmpeg.MediaInput;
import dev.oriel.ffmpeg.MediaRequest;
import dev.oriel.ffmpeg.Picture;
import dev.oriel.ffmpeg.VideoFormat;
import dev.oriel.ffmpeg.VideoPacket;
import dev.oriel.frame.Jpeg;
import dev.oriel.frame.ProtocolException;
import dev.oriel.time.Clocks;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Publishes what an input gives the moment it gives it, and tells with the first picture what the input is: a container of a live
/// stream seldom knows the size.
///
/// Threads: one at a time.
public final class LiveReceiver implements MediaInput.Receiver {
    private final FrameSink sink;
    private final VideoFormat format;
    private final Clocks clocks;
    private final @Nullable RecordedPace pace;
    private boolean told;

    private LiveReceiver(FrameSink sink, VideoFormat format, Clocks clocks, @Nullable RecordedPace pace) {
        this.sink = sink;
        this.format = format;
        this.clocks = clocks;
        this.pace = pace;
    }

    /// Reads until the input ends or the sink is stopped; what turns out to be a recording is paced.
    static void run(MediaInput input, FrameSink sink, Clocks clocks) throws IOException, InterruptedException {
        var pace = new RecordedPace(input.format().framesPerSecond());
        run(input, new LiveReceiver(sink, input.format(), clocks, pace));
    }

    private static void run(MediaInput input, LiveReceiver receiver) throws IOException, InterruptedException {
        var sink = receiver.sink;
        while (!sink.stopped() && input.next(receiver)) {
            // The receiver does the work.
        }
    }

    /// Publishes the video of an MPEG transport stream, and reads it as nothing else, until it ends or the sink is stopped. Its
    /// sender sets the pace.
    ///
    /// @param stream stays the caller's; closing it is how a wait for it is ended
    /// @param clocks say the time that a picture is captured at, asked when it is complete
    public static void transportStream(InputStream stream, FrameSink sink, Clocks clocks)
            throws IOException, InterruptedException {
        try (var input = MediaInput.open(stream, MediaRequest.bytes("mpegts"), sink.limits(), sink::stopped)) {
            run(input, new LiveReceiver(sink, input.format(), clocks, null));
        } catch (IOException e) {
            if (!sink.stopped()) {
                throw e;
            }
        }
    }

    @Override
    public boolean packet(VideoPacket packet) throws InterruptedException {
        if (pace != null) {
            DueTime.await(pace.dueNanos(packet.decodeMicros(), clocks.nowNanos()), clocks, sink);
        }
        sink.packet(packet, clocks.nowMicros());
        boolean wanted = sink.wantsPictures();
        if (!wanted && !told) {
            tell(format.widthPixels(), format.heightPixels());
        }
        return wanted;
    }

    @Override
    public void decoded(boolean isSeen) {
        sink.decoded(isSeen);
    }

    @Override
    public void jpeg(ByteBuf picture, long atMicros) {
        if (!told) {
            try {
                var scan = Jpeg.scan(picture);
                tell(scan.widthPixels(), scan.heightPixels());
            } catch (ProtocolException _) {
                // The sink counts it; the next one may be better.
            }
        }
        sink.jpeg(picture, clocks.nowMicros());
    }

    @Override
    public void picture(Picture picture, long atMicros) {
        if (!told) {
            tell(picture.width(), picture.height());
        }
        sink.picture(picture, clocks.nowMicros());
    }

    private void tell(int widthPixels, int heightPixels) {
        told = true;
        sink.opened(format.ofSize(widthPixels, heightPixels).toString(), format.framesPerSecond());
    }
}
