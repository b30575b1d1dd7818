package dev.oriel.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ContestTest {
    private static final long SECOND = 1_000_000_000L;

    private final Contest contest = new Contest();

    private final FakePublisher present = new FakePublisher("10.0.0.1");
    private final Sender same = new Sender(null, "10.0.0.1");

    private RefusedException refused(Sender next, long nowNanos) {
        try {
            contest.check(present, next, nowNanos);
            throw new AssertionError("was let in");
        } catch (RefusedException e) {
            return e;
        }
    }

    @Test
    void aPublisherThatSendsKeepsItsPlace() {
        assertThat(refused(same, SECOND).retryAfter()).isNull();
        assertThat(present.probes).isZero();
    }

    @Test
    void theSameSenderComesBackWhenItsDeadConnectionDoesNotAnswer() {
        assertThat(refused(same, 3 * SECOND).retryAfter()).isEqualTo(Duration.ofSeconds(2));
        assertThat(present.probes).isOne();
        assertThat(refused(same, 4 * SECOND).retryAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(present.probes).isOne();
        assertThatCode(() -> contest.check(present, same, 5 * SECOND)).doesNotThrowAnyException();
    }

    @Test
    void aPublisherThatAnswersKeepsItsPlaceHoweverQuietItIs() {
        refused(same, 3 * SECOND);
        present.idle.heard(3 * SECOND + 1);
        assertThat(refused(same, 30 * SECOND).retryAfter()).isEqualTo(Duration.ofSeconds(2));
        assertThat(present.probes).isEqualTo(2);
    }

    @Test
    void anotherSenderIsRefusedHoweverQuietThePublisherIs() {
        var other = new Sender(null, "10.0.0.2");
        assertThat(refused(other, 30 * SECOND).retryAfter()).isNull();
        assertThat(refused(other, 60 * SECOND).retryAfter()).isNull();
        assertThat(present.probes).isZero();
        assertThatThrownBy(() -> contest.check(present, other, 90 * SECOND)).hasMessageContaining("ingest.second is refuse");
    }
}
