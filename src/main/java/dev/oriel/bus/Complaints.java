package dev.oriel.bus;

import dev.oriel.observe.Printable;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is wrong on the bus, said once for each place, since it comes again with each message.
///
/// Places and problems have other people's text in them: each is one bounded line here.
///
/// Threads: any.
final class Complaints {
    private static final Logger LOG = LoggerFactory.getLogger(Complaints.class);
    private static final int MOST_PLACES = 1000;
    private static final int MOST_PLACE = 120;
    private static final int MOST_PROBLEM = 200;

    private final Set<String> said = ConcurrentHashMap.newKeySet();

    void about(String place, String problem) {
        var shown = Printable.of(place, MOST_PLACE);
        if (said.size() < MOST_PLACES && said.add(shown)) {
            LOG.warn("bus: {}: {}", shown, Printable.of(problem, MOST_PROBLEM));
        }
    }

    void about(String place, Exception problem) {
        about(place, String.valueOf(problem.getMessage()));
    }
}
