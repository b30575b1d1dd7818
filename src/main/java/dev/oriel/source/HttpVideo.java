package dev.oriel.source;

import dev.oriel.ffmpeg.MediaInput;
import dev.oriel.ffmpeg.MediaRequest;
import dev.oriel.http.Answer;
import dev.oriel.http.CameraClient;
import dev.oriel.time.Clocks;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/// Plays the body of an answer as video: one without a length as it comes, one with a length in real time, as a file is.
///
/// Threads: the source's.
///
/// @param loop true when the end of a body that has one is no loss
record HttpVideo(CameraClient client, boolean loop, FrameSink sink, Clocks clocks) {
    /// What FFmpeg says of bytes that are no video.
    private static final Set<String> UNKNOWN = Set.of("unknown format", "a format that is not read here", "no video in it");

    /// Plays until the body ends or the sink is stopped.
    ///
    /// @param body of the answer, of which nothing has been read yet
    void run(Answer answer, InputStream body, HttpContent content) throws IOException, InterruptedException {
        boolean finite = answer.contentLength() > 0;
        try (var bytes = new HttpBytes(client, answer, body)) {
            try (var input = MediaInput.open(bytes, MediaRequest.body(!finite), sink.limits(), sink::stopped)) {
                if (finite) {
                    playInRealTime(input);
                } else {
                    LiveReceiver.run(input, sink, clocks);
                    if (!sink.stopped()) {
                        bytes.rethrow();
                        throw new LostException("the stream ended");
                    }
                }
            } catch (LostException e) {
                throw e;
            } catch (IOException e) {
                if (sink.stopped()) {
                    return; // the stop has broken off what was being read
                }
                bytes.rethrow();
                throw cause(e, content, bytes);
            }
            if (!sink.stopped()) {
                bytes.rethrow();
            }
        }
    }

    private static IOException cause(IOException failure, HttpContent content, HttpBytes bytes) {
        if (content.isMp4() && bytes.length() < 0) {
            return new LostException("the file's index stands at its end, and the server gives no parts of it", failure);
        }
        return UNKNOWN.contains(String.valueOf(failure.getMessage())) && !content.isVideo() ? content.refusal() : failure;
    }

    private void playInRealTime(MediaInput input) throws IOException, InterruptedException {
        double fps = input.format().framesPerSecond();
        sink.opened(input.format().toString(), fps);
        var show = new PacedReceiver(sink, fps, clocks);
        while (!sink.stopped() && input.next(show)) {
            // The receiver does the work.
        }
        if (!sink.stopped() && (!loop || show.shown() == 0)) {
            throw show.shown() == 0 ? new IOException("no picture in it") : new LostException("end of file");
        }
    }
}
