package dev.oriel.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HubTest {
    private final Hub hub = new Hub(() -> 0);

    @Test
    void numberStaysWithItsNameWhenACameraGoesAndComesBack() {
        var door = hub.track("door");
        var yard = hub.track("yard");
        hub.remove("door");
        assertThat(hub.track("door")).isSameAs(door);
        assertThat(door.index()).isZero();
        assertThat(yard.index()).isEqualTo(1);
    }

    @Test
    void numbersEndWhereOneByteDoes() {
        for (int i = 0; i < 256; i++) {
            hub.track("camera-" + i);
        }
        assertThatThrownBy(() -> hub.track("one-more")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void namesAreShortAndPlain() {
        assertThat(Hub.isName("front-door-2")).isTrue();
        for (var wrong : new String[]{"", "Door", "front door", "tür", "a/b", "..", "a".repeat(33), "a_b"}) {
            assertThat(Hub.isName(wrong)).as(wrong).isFalse();
        }
    }
}
