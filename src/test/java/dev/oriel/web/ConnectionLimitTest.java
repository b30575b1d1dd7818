package dev.oriel.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.web.ConnectionLimit.Admission;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConnectionLimitTest {
    private static final String LIMITS = """
            Limit                     Soft Limit           Hard Limit           Units
            Max processes             15000                15000                processes
            Max open files            %s                  4096                 files
            """;

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

    @Test
    void roomIsLeftForEverythingElseThatIsOpened() {
        assertThat(OpenFiles.roomForConnections(LIMITS.formatted("256"), 100)).isEqualTo(256 - 100 - 80);
        assertThat(OpenFiles.roomForConnections(LIMITS.formatted("4096"), 100)).isEqualTo(4096 - 100 - 512);
        assertThat(OpenFiles.roomForConnections(LIMITS.formatted("1048576"), 100)).isEqualTo(1048576 - 100 - 1024);
        assertThat(OpenFiles.roomForConnections(LIMITS.formatted("64"), 100)).as("never nobody").isEqualTo(16);
        assertThat(OpenFiles.roomForConnections(LIMITS.formatted("unlimited"), 100)).isEqualTo(Integer.MAX_VALUE);
        assertThat(OpenFiles.roomForConnections()).isPositive();
    }
}
