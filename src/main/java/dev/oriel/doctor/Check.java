package dev.oriel.doctor;

import java.time.Duration;
import java.util.List;

/// A question about the machine or its settings, with the time that the answer may take.
///
/// @param subject named where there is no answer
record Check(String subject, Duration limit, Inquiry inquiry) {
    private static final Duration USUAL = Duration.ofSeconds(5);

    /// Finds the answer.
    interface Inquiry {
        /// Threads: a virtual thread of its own. Blocking: as long as it takes; it is interrupted when its time is over.
        List<Finding> ask() throws Exception;
    }

    /// A check of the usual five seconds.
    Check(String subject, Inquiry inquiry) {
        this(subject, USUAL, inquiry);
    }
}
