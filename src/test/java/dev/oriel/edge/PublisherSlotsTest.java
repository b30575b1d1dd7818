package dev.oriel.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.source.Source;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.NOPLogger;

class PublisherSlotsTest {
    private static final Source FIRST = sink -> {};
    private static final Source SECOND = sink -> {};

    private final PublisherSlots slots = new PublisherSlots("door", NOPLogger.NOP_LOGGER);
    private final FakePublisher first = new FakePublisher("10.0.0.1");
    private final FakePublisher second = new FakePublisher("10.0.0.2");

    @Test
    void aTakeoverChangesThePublisherAndItsPictures() throws Exception {
        assertThat(slots.take(first, Intake.Content.PICTURES, FIRST, DuplicatePublisherPolicy.REPLACE, 0)).isNull();
        assertThat(slots.pictures()).isSameAs(FIRST);
        var replaced = slots.take(second, Intake.Content.PICTURES, SECOND, DuplicatePublisherPolicy.REPLACE, 1);
        assertThat(slots.shown()).isSameAs(second);
        assertThat(slots.pictures()).isSameAs(SECOND);
        assertThat(replaced).isNotNull().extracting(PublisherSlots.Replaced::publisher).isSameAs(first);
    }

    @Test
    void aPublisherThatWasReplacedFreesNothing() throws Exception {
        slots.take(first, Intake.Content.PICTURES, FIRST, DuplicatePublisherPolicy.REPLACE, 0);
        slots.take(second, Intake.Content.PICTURES, SECOND, DuplicatePublisherPolicy.REPLACE, 1);
        assertThat(slots.leave(first)).isFalse();
        assertThat(slots.isShown(second)).isTrue();
        assertThat(slots.leave(second)).isTrue();
        assertThat(slots.isEmpty()).isTrue();
    }

    @Test
    void soundAloneHasAPlaceOnlyWhereTheRuleSaysSo() throws Exception {
        assertThatThrownBy(() -> slots.take(first, Intake.Content.AUDIO, FIRST, DuplicatePublisherPolicy.REPLACE, 0))
                .hasMessageContaining("there is no video");
        slots.take(first, Intake.Content.AUDIO, FIRST, DuplicatePublisherPolicy.AUDIO, 0);
        assertThat(slots.isHeard(first)).isTrue();
        assertThat(slots.shown()).isNull();
    }

    @Test
    void bothPublishersAreSentAwayAtTheEnd() throws Exception {
        slots.take(first, Intake.Content.VIDEO, FIRST, DuplicatePublisherPolicy.AUDIO, 0);
        slots.take(second, Intake.Content.AUDIO, SECOND, DuplicatePublisherPolicy.AUDIO, 0);
        slots.clear(new RefusedException(RefusedException.Reason.TAKEN, "gone"));
        assertThat(first.cuts).hasSize(1);
        assertThat(second.cuts).hasSize(1);
        assertThat(slots.isEmpty()).isTrue();
    }
}
