package dev.oriel.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.oriel.limits.MemoryBudget;
import dev.oriel.limits.PictureLimits;
import java.io.IOException;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/// Scales, rotates, mirrors and filters pictures as a [Shape] says.
///
/// Pure scaling needs `swscale` alone; the rest goes through `avfilter`, whose graph is built anew when the input's size or format
/// changes. Threads: one at a time.
public final class Transform implements AutoCloseable {
    private final Shape shape;
    /// Of the picture that comes out and of one on the way there.
    private static final long BYTES_PER_PIXEL = 3;
    /// Of a filter that keeps a number for each pixel.
    private static final long BYTES_PER_KEPT_PIXEL = 4;
    /// Of a picture that one filter of a graph hands to the next.
    private static final long BYTES_PER_PASSED_PIXEL = 2;

    private final @Nullable PictureLimits limits;
    private final MemoryBudget.@Nullable Reservation memory;
    private final Scaler scaler;
    private @Nullable FilterGraph graph;

    public Transform(Shape shape) throws IOException {
        this(shape, null);
    }

    /// A transform that makes no larger picture than `limits` allow, whatever its filters say.
    public Transform(Shape shape, @Nullable PictureLimits limits) throws IOException {
        this.shape = shape;
        this.limits = limits;
        memory = limits == null ? null : limits.memory().open();
        this.scaler = new Scaler();
    }

    public Shape shape() {
        return shape;
    }

    /// A new picture, made of `picture`, which stays the caller's. The caller closes both.
    public Picture apply(Picture picture) throws IOException {
        var frame = picture.frame();
        int width = shape.widthPixels() == 0 ? frame.width() : shape.widthPixels();
        int height = shape.heightPixels() == 0 ? frame.height() : shape.heightPixels();
        reserve(width, height, AllowedGraph.keepers(shape.filters()));
        // Rotating needs chroma of the same density both ways, which many cameras' 4:2:2 is not.
        var scaled = scaler.fits(frame, width, height) ? frame : scaler.scale(frame, width, height);
        var result = AvError.allocated(av_frame_alloc());
        try {
            String chain = shape.chain();
            if (chain.isEmpty()) {
                AvError.check(av_frame_ref(result, scaled));
            } else {
                graphFor(scaled, chain).filter(scaled, result);
                standUpright(result);
            }
            return new Picture(result);
        } catch (IOException | RuntimeException e) {
            av_frame_free(result);
            throw e;
        }
    }

    private void reserve(int width, int height, long keepers) throws IOException {
        long bytes = (BYTES_PER_PIXEL + keepers * BYTES_PER_KEPT_PIXEL) * width * height
                + (graph == null ? 0 : BYTES_PER_PASSED_PIXEL * graph.pixels());
        if (limits != null && memory != null && (bytes > memory.bytes() || bytes < memory.bytes() / 4)) {
            limits.reserve(memory, width, height, bytes);
        }
    }

    /// A vertical mirror gives the same rows backwards, from the last one on: nobody else counts so.
    private static void standUpright(AVFrame frame) throws IOException {
        if (frame.linesize(0) >= 0) {
            return;
        }
        var copy = AvError.allocated(av_frame_alloc());
        try {
            copy.width(frame.width()).height(frame.height()).format(frame.format());
            AvError.check(av_frame_get_buffer(copy, 0));
            AvError.check(av_frame_copy(copy, frame));
            AvError.check(av_frame_copy_props(copy, frame));
            av_frame_unref(frame);
            av_frame_move_ref(frame, copy);
        } finally {
            av_frame_free(copy);
        }
    }

    private FilterGraph graphFor(AVFrame frame, String chain) throws IOException {
        if (graph == null || !graph.takes(frame)) {
            closeGraph();
            graph = new FilterGraph(frame, chain, limits);
            reserve(frame.width(), frame.height(), AllowedGraph.keepers(chain));
        }
        return graph;
    }

    private void closeGraph() {
        if (graph != null) {
            graph.close();
            graph = null;
        }
    }

    @Override
    public void close() {
        closeGraph();
        scaler.close();
        if (memory != null) {
            memory.close();
        }
    }
}
