package dev.oriel.transcode;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All filters of this process: those that Oriel has, and those of other programs on its class path.
///
/// Threads: any. They are looked for once, at the first use.
public final class Filters {
    private static final Logger LOG = LoggerFactory.getLogger(Filters.class);

    private Filters() {
    }

    private static final class Found {
        private static final Map<String, PictureFilter> ALL = find();
    }

    /// By their names, in the order in which people are shown them.
    static Map<String, PictureFilter> all() {
        return Found.ALL;
    }

    /// What each of them is called, does and takes.
    public static Collection<FilterDescription> descriptions() {
        return all().values().stream().map(PictureFilter::description).toList();
    }

    private static Map<String, PictureFilter> find() {
        var all = new LinkedHashMap<String, PictureFilter>();
        Stream.of(ColorFilters.all(), DetailFilters.all(), GeometryFilters.all(), TextFilters.all(), MotionFilter.all(),
                FfmpegFilter.all()).flatMap(Collection::stream).forEach(filter -> all.put(filter.description().name(), filter));
        var others = ServiceLoader.load(PictureFilter.class).iterator();
        while (true) {
            try {
                if (!others.hasNext()) {
                    return java.util.Collections.unmodifiableMap(all);
                }
                add(all, others.next());
            } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
                LOG.error("a filter of the class path cannot be used: {}", e.toString());
            }
        }
    }

    private static void add(Map<String, PictureFilter> all, PictureFilter other) {
        var name = other.description().name();
        if (all.putIfAbsent(name, other) != null) {
            LOG.error("the filter {} of {} is left out: there is one of that name already", name, other.getClass().getName());
        }
    }
}
