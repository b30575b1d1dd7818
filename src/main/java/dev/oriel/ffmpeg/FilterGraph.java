package dev.oriel.ffmpeg;

import static org.bytedeco.ffmpeg.global.avfilter.*;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;

import dev.oriel.limits.PictureLimits;
import java.io.IOException;
import org.bytedeco.ffmpeg.avfilter.AVFilterContext;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraph;
import org.bytedeco.ffmpeg.avfilter.AVFilterInOut;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/// A chain of FFmpeg's filters for pictures of one size and format.
///
/// Threads: one at a time.
final class FilterGraph implements AutoCloseable {
    private final AVFilterGraph graph;
    private final AVFilterContext source;
    private final AVFilterContext sink;
    private final int width;
    private final int height;
    private final int format;
    private final int range;
    private final int matrix;
    private long pictures;

    /// @param like  a picture as they will come
    /// @param chain filters, separated by commas
    FilterGraph(AVFrame like, String chain) throws IOException {
        this(like, chain, null);
    }

    /// The same, none of whose filters may make a larger picture than `limits` allow.
    FilterGraph(AVFrame like, String chain, @Nullable PictureLimits limits) throws IOException {
        Libraries.filters();
        width = like.width();
        height = like.height();
        format = like.format();
        range = like.color_range();
        matrix = like.colorspace();
        graph = AvError.allocated(avfilter_graph_alloc());
        try {
            graph.nb_threads(1);
            String text = "buffer@in=width=%d:height=%d:pix_fmt=%d:time_base=1/25:range=%d:colorspace=%d,%s,buffersink@out"
                    .formatted(width, height, format, range, matrix, chain);
            AvError.check(avfilter_graph_parse_ptr(graph, text, (AVFilterInOut) null, null, null));
            AvError.check(avfilter_graph_config(graph, null));
            if (limits != null) {
                checkSizes(limits);
            }
            source = avfilter_graph_get_filter(graph, "buffer@in");
            sink = avfilter_graph_get_filter(graph, "buffersink@out");
        } catch (IOException | RuntimeException e) {
            avfilter_graph_free(graph);
            throw e;
        }
    }

    private void checkSizes(PictureLimits limits) throws IOException {
        for (int i = 0; i < graph.nb_filters(); i++) {
            var filter = graph.filters(i);
            for (int j = 0; j < filter.nb_outputs(); j++) {
                limits.check(filter.outputs(j).w(), filter.outputs(j).h());
            }
        }
    }

    /// Pixels of all pictures that go from one filter to the next: each keeps one at least.
    long pixels() {
        long sum = 0;
        for (int i = 0; i < graph.nb_filters(); i++) {
            var filter = graph.filters(i);
            for (int j = 0; j < filter.nb_outputs(); j++) {
                sum += (long) filter.outputs(j).w() * filter.outputs(j).h();
            }
        }
        return sum;
    }

    boolean takes(AVFrame frame) {
        return frame.width() == width && frame.height() == height && frame.format() == format && frame.color_range() == range
                && frame.colorspace() == matrix;
    }

    /// Sends `frame` through; the outcome is put into `result`, which is the caller's to unref.
    void filter(AVFrame frame, AVFrame result) throws IOException {
        frame.pts(pictures++);
        push(frame);
        AvError.check(av_buffersink_get_frame(sink, result));
    }

    /// Hands in a picture with its own time, or the end as null.
    void push(@Nullable AVFrame frame) throws IOException {
        AvError.check(av_buffersrc_add_frame_flags(source, frame, AV_BUFFERSRC_FLAG_KEEP_REF));
    }

    /// Puts the next picture into `result`, which is the caller's to unref; false when it takes more to make one.
    boolean pull(AVFrame result) throws IOException {
        int code = av_buffersink_get_frame(sink, result);
        return code != AvError.AGAIN && code != AVERROR_EOF() && AvError.check(code) >= 0;
    }

    @Override
    public void close() {
        avfilter_graph_free(graph);
    }
}
