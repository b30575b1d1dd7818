package dev.oriel.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.pollinterval.IterativePollInterval;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Waits of all tests last up to a minute where they do not say how long: a machine that has other things to do is slow, and not wrong.
/// They look at once, then after 10 ms, and less and less often from then on: what is there already costs no time.
public final class PatientWaits implements BeforeAllCallback {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration FIRST_LOOK_AGAIN = Duration.ofMillis(10);
    private static final Duration LAST_LOOK_AGAIN = Duration.ofMillis(100);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(PATIENCE);
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(
                IterativePollInterval.iterative(PatientWaits::longer, FIRST_LOOK_AGAIN));
    }

    private static Duration longer(Duration pause) {
        var longer = pause.multipliedBy(2);
        return longer.compareTo(LAST_LOOK_AGAIN) < 0 ? longer : LAST_LOOK_AGAIN;
    }
}
