package dev.oriel.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.web.ConnectionLimit.Admission;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConnectionLimitTest {

    private int most = 3;
    private final ConnectionLimit limit = new ConnectionLimit(() -> most);

    private Admission[] come(int count) {
        return IntStream.range(0, count).mapToObj(i -> limit.come()).toArray(Admission[]::new);
    }

    @Test
    void beyondTheLimitAFewMayAskForHealthAndThenNobody() {
        assertThat(come(3)).containsOnly(Admission.EVERYTHING);
        assertThat(come(ConnectionLimit.RESERVE)).containsOnly(Admission.HEALTH);
        assertThat(come(100)).containsOnly(Admission.NOTHING);
        assertThat(limit.count()).isEqualTo(3 + ConnectionLimit.RESERVE);
        limit.left(Admission.HEALTH);
        assertThat(come(2)).containsExactly(Admission.HEALTH, Admission.NOTHING);
        limit.left(Admission.EVERYTHING);
        assertThat(come(2)).containsExactly(Admission.EVERYTHING, Admission.NOTHING);
    }

    @Test
    void whoComesInAnothersPlaceCountsUntilBothHaveLeft() {
        come(3 + ConnectionLimit.RESERVE);
        limit.comeInstead();
        limit.left(Admission.HEALTH);
        assertThat(limit.count()).isEqualTo(3 + ConnectionLimit.RESERVE);
        assertThat(come(1)).containsExactly(Admission.NOTHING);
    }

    @Test
    void theLimitFollowsTheSettings() {
        come(3);
        most = 5;
        assertThat(come(3)).containsExactly(Admission.EVERYTHING, Admission.EVERYTHING, Admission.HEALTH);
    }

    @Test
    void healthIsAnsweredAlsoWhereTheLimitWasLoweredFarBelowWhatThereIs() {
        most = 1000;
        come(500);
        most = 100;
        assertThat(come(ConnectionLimit.RESERVE)).containsOnly(Admission.HEALTH);
        assertThat(come(1)).containsExactly(Admission.NOTHING);
    }

    @Test
    void aSystemWithoutFilesIsTheLimitUntilItHasSome() {
        most = 1000;
        come(50);
        limit.systemIsFull();
        assertThat(limit.most()).isEqualTo(50);
        assertThat(come(1)).containsExactly(Admission.HEALTH);
        limit.systemHasRoom();
        assertThat(come(1)).containsExactly(Admission.EVERYTHING);
    }
}
