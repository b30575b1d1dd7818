package dev.oriel.web;

import dev.oriel.filter.MpegStreams;
import dev.oriel.hub.AgeHistogram;
import dev.oriel.hub.Camera;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.function.Supplier;

/// What went to viewers, and how old it was when they had it.
///
/// @param cameras those whose readings are being made
record DeliveryMetrics(Supplier<List<Camera>> cameras, MpegStreams mpeg) {

    void register(PrometheusRegistry registry) {
        CounterWithCallback.builder().name("oriel_frames_delivered")
                .help("JPEGs that were written to viewers, each once for each viewer.").labelNames("camera")
                .callback(reading -> Health.BULKHEAD.each(cameras.get(),
                        camera -> reading.call((double) camera.track().deliveries().sent().frames(), camera.name())))
                .register(registry);
        CounterWithCallback.builder().name("oriel_bytes_delivered")
                .help("Bytes of pictures of every kind that were written to viewers.").labelNames("camera")
                .callback(reading -> Health.BULKHEAD.each(cameras.get(),
                        camera -> reading.call((double) bytes(camera), camera.name())))
                .register(registry);
        registry.register(new AgeCollector());
    }

    private long bytes(Camera camera) {
        return camera.track().deliveries().sent().bytes() + mpeg.tally(camera).takenBytes();
    }

    /// The library has no histogram that is read when it is asked for.
    private final class AgeCollector implements Collector {
        @Override
        public MetricSnapshot collect() {
            var all = HistogramSnapshot.builder().name("oriel_frame_age_seconds")
                    .help("Time from capture until a viewer that acknowledges had the picture.");
            Health.BULKHEAD.each(cameras.get(), camera -> all.dataPoint(of(camera)));
            return all.build();
        }

        private static HistogramSnapshot.HistogramDataPointSnapshot of(Camera camera) {
            var ages = camera.track().deliveries().arrivals();
            var counts = ages.counts();
            var numbers = new Number[counts.length];
            for (int i = 0; i < counts.length; i++) {
                numbers[i] = counts[i];
            }
            return HistogramSnapshot.HistogramDataPointSnapshot.builder()
                    .classicHistogramBuckets(ClassicHistogramBuckets.of(AgeHistogram.boundsSeconds(), numbers))
                    .sum(ages.sumSeconds()).labels(Labels.of("camera", camera.name())).build();
        }
    }
}
