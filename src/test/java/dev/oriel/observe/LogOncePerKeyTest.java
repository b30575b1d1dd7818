package dev.oriel.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogOncePerKeyTest {
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger log = new LoggerContext().getLogger("test");
    private long nowNanos = Long.MAX_VALUE - 1000; // a clock may start anywhere
    private final LogOncePerKey warnings = new LogOncePerKey(log, "refused origins", () -> nowNanos);

    @BeforeEach
    void listen() {
        lines.start();
        log.addAppender(lines);
    }

    private List<String> said() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void aKeyIsSaidOnceAnHour() {
        warnings.warn("a", "first");
        warnings.warn("a", "again");
        nowNanos += LogOncePerKey.SILENCE.toNanos() - 1;
        warnings.warn("a", "still too soon");
        warnings.warn("b", "another");
        nowNanos += 1;
        warnings.warn("a", "an hour later");
        assertThat(said()).containsExactly("first", "another", "an hour later");
    }

    @Test
    void inventedKeysEndInOneLine() {
        for (int i = 0; i < 1000; i++) {
            warnings.warn("key " + i, "line " + i);
        }
        warnings.warn("key 0", "known");
        assertThat(said()).hasSize(LogOncePerKey.MOST_KEYS + 1);
        assertThat(said().getLast()).contains("refused origins", "no further");
        nowNanos += LogOncePerKey.SILENCE.toNanos();
        warnings.warn("key 2000", "in the next hour");
        assertThat(said().getLast()).isEqualTo("in the next hour");
    }

    @Test
    void aFailureIsSaidOnceForEachPlaceItComesFrom() {
        for (int i = 0; i < 5; i++) {
            warnings.error("a viewer failed", new OutOfMemoryError("one"));
            warnings.error("a viewer failed", failure());
        }
        assertThat(said()).containsExactly("a viewer failed", "a viewer failed");
        assertThat(lines.list.getFirst().getThrowableProxy().getMessage()).isEqualTo("one");
    }

    private static RuntimeException failure() {
        return new IllegalStateException("two");
    }

    @Test
    void bracesInALineAreText() {
        warnings.warn("a", "{} of {}");
        assertThat(said()).containsExactly("{} of {}");
    }
}
