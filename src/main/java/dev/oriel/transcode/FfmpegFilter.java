package dev.oriel.transcode;

import dev.oriel.ffmpeg.AllowedGraph;
import java.util.List;

/// A filter graph in FFmpeg's own language, of those filters that read and write nothing but the picture.
///
/// @param text the graph, which [AllowedGraph] has let pass
record FfmpegFilter(String text) implements GraphEffect {
    private static final int MOST_CHARACTERS = 500;

    static List<PictureFilter> all() {
        return List.of(BuiltInFilter.ofGraph(
                new FilterDescription("ffmpeg", "FFmpeg", "A filter graph in FFmpeg's language, with one input and one output.",
                        List.of(FilterParameter.text("graph", MOST_CHARACTERS, "null",
                                "Such as hue=h=90,vignette; allowed are " + String.join(", ", AllowedGraph.names()) + ".")),
                        arguments -> AllowedGraph.problemSoFar(arguments.text("graph"))),
                arguments -> opened(arguments.text("graph"))));
    }

    /// Judged once more: whoever read the chain may not have waited for FFmpeg.
    private static FfmpegFilter opened(String graph) {
        var problem = AllowedGraph.problem(graph);
        if (!problem.isEmpty()) {
            throw new IllegalArgumentException("ffmpeg: " + problem);
        }
        return new FfmpegFilter(graph);
    }

    @Override
    public String graph(int width, int height, FilterMoment picture) {
        return text;
    }

    @Override
    public boolean isAlone() {
        return true;
    }
}
