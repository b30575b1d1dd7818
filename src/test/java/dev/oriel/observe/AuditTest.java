package dev.oriel.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AuditTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(Audit.NAME);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final AtomicLong nanos = new AtomicLong();
    private final Audit audit = new Audit(nanos::get);

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
    }

    private String last() {
        return lines.list.getLast().getFormattedMessage();
    }

    @Test
    void nobodyForgesALine() {
        audit.event("login", "user", "ann\n23:59:59 INFO audit event=login user=bob", "browser", "a \"b\" \\c", "from",
                "192.0.2.1",
                "none", "");
        assertThat(last())
                .isEqualTo("audit event=login user=\"ann 23:59:59 INFO audit event=login user=bob\" browser=\"a \\\"b\\\" \\\\c\""
                        + " from=192.0.2.1 none=\"\"");
    }

    @Test
    void whatStrangersCauseIsBoundedAndItsRestCounted() {
        for (int i = 0; i < 100; i++) {
            audit.failure("login-failed", "from", "192.0.2.1");
        }
        assertThat(lines.list).hasSize(60);
        nanos.addAndGet(61_000_000_000L);
        audit.failure("login-failed", "from", "192.0.2.1");
        assertThat(last()).isEqualTo("audit event=login-failed from=192.0.2.1 unlogged=40");
        audit.event("logout", "user", "ann");
        assertThat(last()).isEqualTo("audit event=logout user=ann");
    }

    @Test
    void eachValueIsAFieldOfItsOwnForALogOfJson() {
        audit.event("login", "user", "ann", "browser", "a \"b\"\nc");
        assertThat(lines.list.getLast().getKeyValuePairs()).extracting(field -> field.key + "=" + field.value)
                .containsExactly("event=login", "user=ann", "browser=a \"b\" c");
    }
}
