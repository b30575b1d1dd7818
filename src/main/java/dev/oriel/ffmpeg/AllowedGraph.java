package dev.oriel.ffmpeg;

import static org.bytedeco.ffmpeg.global.avfilter.*;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_iterate;

import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.bytedeco.ffmpeg.avfilter.AVFilterChain;
import org.bytedeco.ffmpeg.avfilter.AVFilterGraphSegment;
import org.bytedeco.ffmpeg.avfilter.AVFilterInOut;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.javacpp.PointerPointer;

/// Judges filter graphs that people write in FFmpeg's language: which filters may be in one, and how.
///
/// Allowed are filters that read and write nothing but the picture, give one picture for each at once, never a larger one, and keep no
/// more than a few; in expressions, functions that end at once. FFmpeg's own parser takes the graph apart, so that no way of writing it
/// gets past this.
///
/// Threads: any.
public final class AllowedGraph {
    private static final Set<String> NAMES = words("""
            avgblur bilateral cas chromahold chromakey chromanr chromashift colorbalance colorchannelmixer colorcontrast
            colorcorrect colorhold colorize colorkey colorlevels colortemperature convolution crop deband deflate dilation
            drawbox drawgrid edgedetect erosion exposure gblur grayworld hflip hsvhold hsvkey hue inflate kirsch lagfun
            lenscorrection limiter lumakey lut lutrgb lutyuv monochrome negate noise normalize null overlay pixelize
            prewitt pseudocolor rgbashift roberts scharr scroll setrange shear shuffleplanes sobel split swaprect swapuv
            transpose unsharp vflip vibrance vignette""");
    /// Functions of expressions that are worked out once: FFmpeg has others that repeat what they are given, a thousand times or for ever.
    private static final Set<String> FUNCTIONS = words("""
            abs acos asin atan atan2 between bitand bitor ceil clip cos cosh eq exp floor gauss gcd gt gte hypot if ifnot
            isinf isnan lerp log lt lte max min mod not pow round sgn sin sinh sqrt squish tan tanh trunc""");
    private static final Pattern CALL = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)\\(");
    /// Filters that keep something of the picture's size, in floating point or several times.
    private static final Pattern KEEPS = Pattern
            .compile("avgblur|bilateral|convolution|deband|edgedetect|gblur|kirsch|lagfun|noise|"
                    + "normalize|prewitt|roberts|scharr|shear|sobel|unsharp|vignette");
    private static final int MOST_FILTERS = 16;
    /// Options of the allowed filters that would make a picture's size change while it runs, or take too much.
    private static final Set<String> REFUSED_OPTIONS = Set.of("eval", "sws_flags", "enable", "outputs");
    private static final int SAMPLE_WIDTH = 640;
    private static final int SAMPLE_HEIGHT = 480;

    private AllowedGraph() {
    }

    private static Set<String> words(String text) {
        return Collections.unmodifiableSet(new TreeSet<>(List.of(text.strip().split("\\s+"))));
    }

    /// The filters that a graph may have.
    public static Collection<String> names() {
        return NAMES;
    }

    /// What is wrong with a graph, in words for a user; empty for nothing.
    ///
    /// Blocking: for as long as it takes to load FFmpeg's libraries, where they are not.
    public static String problem(String graph) {
        try {
            Libraries.filters();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
        var problemOfExpressions = problemOfExpressions(graph);
        if (!problemOfExpressions.isEmpty()) {
            return problemOfExpressions;
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

    /// The same without waiting: where FFmpeg's libraries are not loaded yet, they begin to be, and only what needs none of them is judged.
    /// Whatever runs a graph asks [#problem] first.
    public static String problemSoFar(String graph) {
        return Libraries.beginFilters() ? problem(graph) : problemOfExpressions(graph);
    }

    /// How many filters of a graph keep something of the picture's size.
    static long keepers(String graph) {
        return KEEPS.matcher(graph).results().count();
    }

    /// Blanks, quotation marks and backslashes may stand within a name.
    private static String problemOfExpressions(String graph) {
        return CALL.matcher(graph.replaceAll("[\\s'\\\\]", "")).results().map(call -> call.group(1))
                .filter(name -> !FUNCTIONS.contains(name)).findFirst()
                .map(name -> "the function " + name + " is not allowed in expressions").orElse("");
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
