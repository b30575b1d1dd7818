package dev.oriel.bus;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is wrong on the bus, said once for each place, since it comes again with each message.
///
/// Threads: any.
final class Complaints {
    private static final Logger LOG = LoggerFactory.getLogger(Complaints.class);
    private static final int MOST_PLACES = 1000;
    private static final int MOST_LETTERS = 200;

    private final Set<String> said = ConcurrentHashMap.newKeySet();

    void about(String place, String problem) {
        if (said.size() < MOST_PLACES && said.add(place)) {
            LOG.warn("bus: {}: {}", place, problem.substring(0, Math.min(problem.length(), MOST_LETTERS)));
        }
    }

    void about(String place, Exception problem) {
        about(place, String.valueOf(problem.getMessage()));
    }
}
