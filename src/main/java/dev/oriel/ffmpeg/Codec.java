package dev.oriel.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.*;

import java.io.IOException;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.jspecify.annotations.Nullable;

/// A codec that is open for pictures of one kind, until it is opened for another.
///
/// Threads: one at a time.
final class Codec implements AutoCloseable {
    private @Nullable AVCodecContext context;

    /// The one that is open, or null; stays this object's.
    @Nullable
    AVCodecContext context() {
        return context;
    }

    /// Opens it in place of what was open; nothing is when that fails.
    ///
    /// @param prepare sets what has to be set before
    AVCodecContext open(AVCodec codec, Consumer<AVCodecContext> prepare) throws IOException {
        close();
        var opened = AvError.allocated(avcodec_alloc_context3(codec));
        context = opened;
        prepare.accept(opened);
        int code = avcodec_open2(opened, codec, (AVDictionary) null);
        if (code < 0) {
            close();
            AvError.check(code);
        }
        return opened;
    }

    @Override
    public void close() {
        if (context != null) {
            avcodec_free_context(context);
            context = null;
        }
    }
}
