package dev.oriel.source;

import dev.oriel.ffmpeg.MediaInput;
import dev.oriel.ffmpeg.MediaRequest;
import dev.oriel.time.Clocks;
import java.io.IOException;
import java.nio.file.Path;

/// A file: a recording played in real time, once or for ever, or a still picture, which stands until another is written.
///
/// A picture's capture time is when it is shown.
public final class FileSource implements Source {
    private final Path file;
    private final MediaRequest request;
    private final boolean loop;
    private final Clocks clocks;

    /// @param path        of the file
    /// @param loop        true to begin again at the end, without a gap
    public FileSource(String path, boolean loop, Clocks clocks) {
        this.file = Path.of(path);
        this.request = MediaRequest.file(path, clocks.nanoTime());
        this.loop = loop;
        this.clocks = clocks;
    }

    @Override
    public void run(FrameSink sink) throws IOException, InterruptedException {
        switch (StillPicture.look(file)) {
            case ONE -> new StillPicture(file, sink, clocks).run();
            case SEVERAL -> play(request.withFormat("mjpeg"), sink); // FFmpeg would take it for single pictures
            case NO_JPEG -> play(request, sink);
        }
    }

    private void play(MediaRequest request, FrameSink sink) throws IOException, InterruptedException {
        var input = MediaInput.open(request, sink.limits(), sink::stopped);
        try {
            sink.opened(input.format().toString(), input.format().framesPerSecond());
            var show = new PacedReceiver(sink, input.format().framesPerSecond(), clocks);
            while (!sink.stopped()) {
                long before = show.shown();
                while (!sink.stopped() && input.next(show)) {
                    // The receiver does the work.
                }
                if (sink.stopped()) {
                    return;
                } else if (show.shown() == before) {
                    throw new LostException("no picture in it");
                } else if (!loop) {
                    throw new LostException("end of file");
                }
                show.rewound();
                if (!input.rewind()) {
                    input.close();
                    input = MediaInput.open(request, sink.limits(), sink::stopped);
                }
            }
        } finally {
            input.close();
        }
    }
}
