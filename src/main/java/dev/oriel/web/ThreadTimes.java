package dev.oriel.web;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;

/// Processor time of this program's threads, by what they do. A thread that ends between two readings takes with it what it used since
/// the first.
///
/// Threads: any.
final class ThreadTimes {
    private static final double NANOS = 1e9;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Map<Long, CpuUse> last = new HashMap<>();
    private final Map<ThreadKind, Long> ended = new EnumMap<>(ThreadKind.class);

    /// What a thread does.
    private enum ThreadKind {
        /// Renditions, MPEG-1 and pictures that are processed.
        CODECS("oriel-codec-"),
        /// Cameras: capture, decoding, encoding.
        SOURCES("oriel-source-"),
        /// Connections.
        CONNECTIONS("vert.x-eventloop-"),
        /// Everything else, Java's own included.
        OTHERS("");

        private final String prefix;

        ThreadKind(String prefix) {
            this.prefix = prefix;
        }

        static ThreadKind of(String thread) {
            for (var kind : values()) {
                if (thread.startsWith(kind.prefix)) {
                    return kind;
                }
            }
            return OTHERS;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record CpuUse(ThreadKind kind, long nanos) {}

    void register(PrometheusRegistry registry) {
        CounterWithCallback.builder().name("oriel_thread_cpu_seconds")
                .help("Processor time of threads: codecs, sources, connections, others.").labelNames("kind")
                .callback(reading -> nanos().forEach((kind, nanos) -> reading.call(nanos / NANOS, kind.word())))
                .register(registry);
    }

    private synchronized Map<ThreadKind, Long> nanos() {
        var gone = new HashSet<>(last.keySet());
        for (var thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            long nanos = thread == null ? -1 : threads.getThreadCpuTime(thread.getThreadId());
            if (thread != null && nanos >= 0) {
                last.put(thread.getThreadId(), new CpuUse(ThreadKind.of(thread.getThreadName()), nanos));
                gone.remove(thread.getThreadId());
            }
        }
        for (var id : gone) {
            var use = last.remove(id);
            if (use != null) {
                ended.merge(use.kind, use.nanos, Long::sum);
            }
        }
        var all = new EnumMap<ThreadKind, Long>(ThreadKind.class);
        for (var kind : ThreadKind.values()) {
            all.put(kind, ended.getOrDefault(kind, 0L));
        }
        last.values().forEach(use -> all.merge(use.kind, use.nanos, Long::sum));
        return all;
    }
}
