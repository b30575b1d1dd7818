package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.oriel.http.UnprovenCertificate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class CertificateReportsTest {
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(CertificateReports.class);
    private final CertificateReports reports = new CertificateReports("door");

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
    }

    private List<String> said() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void aCertificateIsToldOnceAndAgainWhenItIsAnother() {
        var first = new UnprovenCertificate("192.168.1.20:443", "a1".repeat(32), "certificate not trusted", true);
        var second = new UnprovenCertificate("192.168.1.20:443", "b2".repeat(32), "certificate not trusted", true);
        for (var seen : List.of(first, first, second, second)) {
            reports.accept(seen);
        }
        assertThat(said()).hasSize(2);
        assertThat(said().get(0)).startsWith("door: 192.168.1.20:443: certificate not trusted; accepted")
                .endsWith("cameras.door.tls: sha256:" + "a1".repeat(32));
        assertThat(said().get(1)).contains("another certificate than before").endsWith("sha256:" + "b2".repeat(32));
    }

    @Test
    void aRefusedCertificateIsToldWithWhatWouldAcceptIt() {
        reports.accept(new UnprovenCertificate("cam.example:443", "c3".repeat(32), "certificate expired", false));
        assertThat(said()).hasSize(1);
        assertThat(said().getFirst()).contains("certificate expired").contains("cameras.door.tls: sha256:");
    }

    @Test
    void aServerThatShowsAnotherEachTimeDoesNotFillTheMemory() {
        for (int i = 0; i < 100; i++) {
            reports.accept(new UnprovenCertificate("host" + i + ":443", "c3".repeat(32), "certificate expired", false));
        }
        assertThat(said()).hasSize(16);
    }
}
