package dev.oriel.transcode;

import dev.oriel.ffmpeg.Picture;
import dev.oriel.ffmpeg.Shape;
import dev.oriel.ffmpeg.Transform;
import dev.oriel.limits.PictureLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A filter chain at work: applies its filters to one picture after another.
///
/// Filters of FFmpeg that follow one another share a graph, which is built anew when the picture's size changes.
///
/// Threads: one at a time; the work is done in the caller's thread. [#motionRatio] may be called by any.
///
/// Errors: a filter that fails costs the picture, never gives it unfiltered.
public final class FilterPipeline implements AutoCloseable {
    private final PictureLimits limits;
    private final List<Step> steps = new ArrayList<>();

    /// One or more stages of the chain.
    private interface Step extends AutoCloseable {
        /// @param picture the step's to close or to return
        Picture apply(Picture picture, FilterMoment moment) throws IOException;

        @Override
        void close();
    }

    /// @param limits what a picture may cost; each filter's outcome keeps them
    public FilterPipeline(FilterChain chain, PictureLimits limits) {
        this.limits = limits;
        try {
            open(chain);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void open(FilterChain chain) {
        var graphs = new ArrayList<GraphEffect>();
        for (var stage : chain.stages()) {
            switch (stage.filter().open(stage.arguments())) {
                case GraphEffect graph -> {
                    if (graph.isAlone()) {
                        addGraphs(graphs);
                    }
                    graphs.add(graph);
                    if (graph.isAlone() || resizes(stage)) {
                        addGraphs(graphs);
                    }
                }
                case PixelEffect pixels -> {
                    addGraphs(graphs);
                    steps.add(new PixelStep(stage.name(), pixels));
                }
            }
        }
        addGraphs(graphs);
    }

    /// What follows has to know the size that comes out.
    private static boolean resizes(FilterStage stage) {
        return switch (stage.name()) {
            case "resize", "rotate", "crop" -> true;
            default -> false;
        };
    }

    private void addGraphs(List<GraphEffect> graphs) {
        if (!graphs.isEmpty()) {
            steps.add(new GraphStep(List.copyOf(graphs)));
            graphs.clear();
        }
    }

    /// The picture that `picture` becomes.
    ///
    /// @param picture passes over: it is closed, or is what is returned
    /// @return the caller's to close
    /// @throws IOException with words for a user when a filter fails
    public Picture apply(Picture picture, FilterMoment moment) throws IOException {
        var current = picture;
        for (var step : steps) {
            current = step.apply(current, moment);
        }
        return current;
    }

    /// The share of the last picture that a `motion` filter of the chain saw moving, 0 to 1; NaN where there is none. Any thread.
    public double motionRatio() {
        for (var step : steps) {
            if (step instanceof PixelStep pixels && pixels.effect instanceof MotionFilter motion) {
                return motion.ratio();
            }
        }
        return Double.NaN;
    }

    @Override
    public void close() {
        steps.forEach(Step::close);
    }

    /// Filters of FFmpeg.
    private final class GraphStep implements Step {
        private final List<GraphEffect> effects;
        private @Nullable Transform transform;

        GraphStep(List<GraphEffect> effects) {
            this.effects = effects;
        }

        @Override
        public Picture apply(Picture picture, FilterMoment moment) throws IOException {
            try (picture) {
                var graph = new StringBuilder();
                for (var effect : effects) {
                    graph.append(graph.isEmpty() ? "" : ",").append(effect.graph(picture.width(), picture.height(), moment));
                }
                var shape = new Shape(0, 0, 0, false, false, graph.toString());
                var current = transform;
                if (current == null || !current.shape().equals(shape)) {
                    close();
                    current = new Transform(shape, limits);
                    transform = current;
                }
                return current.apply(picture);
            }
        }

        @Override
        public void close() {
            if (transform != null) {
                transform.close();
                transform = null;
            }
        }
    }

    /// A filter that changes pixels where they lie.
    private static final class PixelStep implements Step {
        private final String name;
        private final PixelEffect effect;
        private @Nullable Transform converter;

        PixelStep(String name, PixelEffect effect) {
            this.name = name;
            this.effect = effect;
        }

        @Override
        public Picture apply(Picture picture, FilterMoment moment) throws IOException {
            var planar = picture.isPlanar() ? picture : converted(picture);
            try {
                effect.apply(planar.planes(), moment);
                return planar;
            } catch (RuntimeException | LinkageError e) {
                planar.close();
                throw new IOException("the filter " + name + " failed: " + e, e);
            } catch (IOException | Error e) {
                planar.close();
                throw e;
            }
        }

        private Picture converted(Picture picture) throws IOException {
            try (picture) {
                if (converter == null) {
                    converter = new Transform(Shape.SAME);
                }
                return converter.apply(picture);
            }
        }

        @Override
        public void close() {
            if (converter != null) {
                converter.close();
            }
            effect.close();
        }
    }
}
