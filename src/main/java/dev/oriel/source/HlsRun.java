package dev.oriel.source;

import dev.oriel.ffmpeg.MediaInput;
import dev.oriel.ffmpeg.MediaRequest;
import dev.oriel.ffmpeg.VideoFormat;
import dev.oriel.hls.HlsStream;
import dev.oriel.hls.LivePlace;
import dev.oriel.hls.MediaPlaylist;
import dev.oriel.hls.Stretch;
import dev.oriel.http.CameraClient;
import dev.oriel.http.HttpAddress;
import java.io.IOException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// One stream of HLS being played, from its playlist to the sink.
///
/// Threads: the source's.
final class HlsRun {
    /// A stream that can be shown gives a picture of its bytes by then.
    private static final long DARK_NANOS = 5_000_000_000L;

    private final FrameSink sink;
    private final HlsPlayback.Form form;
    private long beganNanos;
    private boolean began;
    private long shown;
    private @Nullable VideoFormat told;

    HlsRun(FrameSink sink, HlsPlayback.Form form) {
        this.sink = sink;
        this.form = form;
    }

    /// What is to be fetched for this run.
    HlsStream.Request request(CameraClient client, MediaPlaylist playlist, HttpAddress address) {
        return new HlsStream.Request(client, playlist, address,
                new HlsStream.Reader(form.memory(), sink::stopped, sink::awaits, form.clocks().nanoTime()));
    }

    /// Pictures that it gave.
    long shown() {
        return shown;
    }

    /// True when its bytes have come for a while, and no picture of them.
    boolean isDark() {
        return began && shown == 0 && form.clocks().nowNanos() - beganNanos > DARK_NANOS;
    }

    /// @throws LostException when the stream ends
    void playLive(HlsStream.Request request, LivePlace place) throws IOException, InterruptedException {
        var receiver = new HlsReceiver(sink, form.clocks());
        try (var stream = HlsStream.live(request, place).start()) {
            play(stream, new Played(receiver, receiver::begins, receiver::shown));
        }
        if (!sink.stopped()) {
            throw new LostException("the stream ended");
        }
    }

    /// @throws LostException at its end, unless it is looped
    void playRecording(HlsStream.Request request) throws IOException, InterruptedException {
        var receiver = new PacedReceiver(sink, 0, form.clocks());
        try (var stream = HlsStream.finished(request, form.loop()).start()) {
            play(stream, new Played(receiver, (_, format) -> {
                tell(format);
                receiver.rewound(format.framesPerSecond());
            }, receiver::shown));
        }
        if (!sink.stopped()) {
            throw new LostException(shown == 0 ? "no picture in it" : "end of file");
        }
    }

    /// Who gets the pictures, and hears of each stretch.
    private record Played(MediaInput.Receiver receiver, BiConsumer<Stretch, VideoFormat> beginning,
            java.util.function.LongSupplier shown) {}

    private void play(HlsStream stream, Played played) throws IOException, InterruptedException {
        for (var stretch = stream.next(); stretch != null && !sink.stopped(); stretch = stream.next()) {
            if (!began) {
                began = true;
                beganNanos = form.clocks().nowNanos();
            }
            try {
                play(stretch, played);
            } catch (IOException e) {
                throw stream.failure() == null ? e : stream.failure();
            } finally {
                shown = played.shown.getAsLong();
            }
        }
    }

    private void play(Stretch stretch, Played played) throws IOException, InterruptedException {
        try (var input = MediaInput.open(stretch, MediaRequest.bytes(stretch.container()), sink.limits(), sink::stopped)) {
            played.beginning.accept(stretch, input.format());
            while (!sink.stopped() && input.next(played.receiver)) {
                // The receiver does the work.
            }
        } catch (IOException e) {
            if (!sink.stopped()) {
                throw e;
            }
        }
    }

    private void tell(VideoFormat format) {
        if (!format.equals(told)) {
            told = format;
            sink.opened(format.toString(), format.framesPerSecond());
        }
    }
}
