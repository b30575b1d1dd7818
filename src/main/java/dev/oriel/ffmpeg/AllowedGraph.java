package dev.oriel.ffmpeg;

import static org.bytedeco.ffmpeg.global.avfilter.*;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_iterate;

import java.io.IOException;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.ffmpeg.avfilter.AVFilterChain;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraphSegment;
import org.bytedeco.ffmpeg.avfilter.AVFilterInOut;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.javacpp.PointerPointer;

/// Judges filter graphs that people write in FFmpeg's language: which filters may be in one, and how.
///
/// Allowed are filters that read and write nothing but the picture, give one picture for each at once, and keep no more than a few. FFmpeg's
/// own parser takes the graph apart, so that no way of writing it gets past this.
///
/// Threads: any.
public final class AllowedGraph {
    private static final Set<String> NAMES = new TreeSet<>(Set.of("avgblur", "bilateral", "cas", "chromahold", "chromakey",
            "chromanr", "chromashift", "colorbalance", "colorchannelmixer", "colorcontrast", "colorcorrect", "colorhold",
            "colorize",
            "colorkey", "colorlevels", "colortemperature", "convolution", "crop", "deband", "deflate", "dilation", "drawbox",
            "drawgrid", "edgedetect", "erosion", "exposure", "format", "gblur", "grayworld", "hflip", "hsvhold", "hsvkey", "hue",
            "inflate", "kirsch", "lagfun", "lenscorrection", "limiter", "lumakey", "lut", "lutrgb", "lutyuv", "monochrome",
            "negate",
            "noise", "normalize", "null", "overlay", "pad", "pixelize", "prewitt", "pseudocolor", "rgbashift", "roberts",
            "rotate",
            "scale", "scharr", "scroll", "setrange", "shear", "shuffleplanes", "sobel", "split", "swaprect", "swapuv",
            "transpose",
            "unsharp", "vflip", "vibrance", "vignette"));
    private static final int MOST_FILTERS = 16;
    /// Options of the allowed filters that would make a picture's size change while it runs, or take too much.
    private static final Set<String> REFUSED_OPTIONS = Set.of("eval", "sws_flags", "enable");
    private static final int SAMPLE_WIDTH = 640;
    private static final int SAMPLE_HEIGHT = 480;

    private AllowedGraph() {
    }

    /// The filters that a graph may have.
    public static Collection<String> names() {
        return java.util.Collections.unmodifiableSet(NAMES);
    }

    /// What is wrong with a graph, in words for a user; empty for nothing.
    ///
    /// Blocking: for as long as it takes to load FFmpeg's libraries, where they are not.
    ///
    /// @throws IOException when they cannot be loaded
    public static String problem(String graph) throws IOException {
        Libraries.filters();
        if (loops(graph)) {
            return "while is not allowed in expressions";
        }
        var holder = AvError.allocated(avfilter_graph_alloc());
        try (var segments = new PointerPointer<AVFilterGraphSegment>(1)) {
            int code = avfilter_graph_segment_parse(holder, new org.bytedeco.javacpp.BytePointer(graph), 0, segments);
            if (code < 0) {
                return "FFmpeg does not understand this graph";
            }
            try {
                var problem = problem(new AVFilterGraphSegment(segments.get(0)));
                return problem.isEmpty() ? trial(graph) : problem;
            } finally {
                avfilter_graph_segment_free(segments);
            }
        } finally {
            avfilter_graph_free(holder);
        }
    }

    /// Expressions may go on for ever by this function alone. Blanks, quotation marks and backslashes may stand within its name.
    private static boolean loops(String graph) {
        return graph.replaceAll("[\\s'\\\\]", "").contains("while");
    }

    private static String problem(AVFilterGraphSegment segment) {
        if (segment.scale_sws_opts() != null && !segment.scale_sws_opts().isNull()) {
            return "sws_flags is not allowed";
        }
        int filters = 0;
        for (int i = 0; i < segment.nb_chains(); i++) {
            var chain = segment.chains(i);
            filters += (int) chain.nb_filters();
            var problem = problem(chain);
            if (!problem.isEmpty()) {
                return problem;
            }
        }
        return filters > MOST_FILTERS ? "a graph has at most " + MOST_FILTERS + " filters" : "";
    }

    private static String problem(AVFilterChain chain) {
        for (int i = 0; i < chain.nb_filters(); i++) {
            var filter = chain.filters(i);
            var name = filter.filter_name().getString();
            if (!NAMES.contains(name)) {
                return "FFmpeg's filter " + name + " is not allowed";
            }
            for (AVDictionaryEntry option = av_dict_iterate(filter.opts(), null); option != null; option = av_dict_iterate(
                    filter.opts(), option)) {
                var key = option.key().getString();
                if (REFUSED_OPTIONS.contains(key)) {
                    return "the option " + key + " of " + name + " is not allowed";
                }
            }
        }
        return "";
    }

    /// Builds the graph for a picture of an ordinary size.
    private static String trial(String graph) {
        var trial = AvError.allocated(avfilter_graph_alloc());
        try {
            trial.nb_threads(1);
            int code = avfilter_graph_parse_ptr(trial, "buffer=width=" + SAMPLE_WIDTH + ":height=" + SAMPLE_HEIGHT
                    + ":pix_fmt=yuv420p:time_base=1/25:range=2," + graph + ",buffersink", (AVFilterInOut) null, null, null);
            if (code >= 0) {
                code = avfilter_graph_config(trial, null);
            }
            return code < 0 ? "FFmpeg cannot build this graph with one input and one output" : "";
        } finally {
            avfilter_graph_free(trial);
        }
    }
}
