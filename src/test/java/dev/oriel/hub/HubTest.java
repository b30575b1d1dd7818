package dev.oriel.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.frame.Packet;
import dev.oriel.time.Clocks;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubTest {
    private static final Duration REST = CameraNumbers.REST;

    private long nowNanos = Long.MAX_VALUE - 1000; // a clock may start anywhere
    private final Hub hub = new Hub(new Clocks(() -> 0, () -> nowNanos));

    /// A camera of the settings.
    private Track listed(String name) {
        var track = hub.track(name);
        hub.add(new TrackOnly(track));
        return track;
    }

    private Track published(String name) {
        var track = hub.publishedTrack(name);
        hub.add(new TrackOnly(track));
        return track;
    }

    private void gone(String name) {
        hub.remove(name);
        hub.announceChanges();
    }

    @Test
    void numberStaysWithItsNameWhenACameraGoesAndComesBackSoon() {
        var door = listed("door");
        var yard = listed("yard");
        gone("door");
        nowNanos += REST.toNanos() - 1;
        assertThat(listed("door")).isSameAs(door);
        assertThat(door.index()).isZero();
        assertThat(yard.index()).isEqualTo(1);
        nowNanos += REST.toNanos();
        assertThat(hub.track("door")).as("it is there").isSameAs(door);
    }

    @Test
    void aNumberIsGivenAnewWhenItHasRestedAndTheTrackIsAnother() {
        for (int i = 0; i < 256; i++) {
            listed("camera-" + i);
        }
        var gone = hub.track("camera-7");
        gone("camera-7");
        assertThatThrownBy(() -> hub.track("too-early")).isInstanceOf(IllegalStateException.class);
        nowNanos += REST.toNanos() - 1;
        assertThatThrownBy(() -> hub.track("too-early")).isInstanceOf(IllegalStateException.class);
        nowNanos += 1;
        assertThat(listed("next").index()).isEqualTo(7);
        assertThatThrownBy(() -> hub.track("camera-7")).as("its number is another's now")
                .isInstanceOf(IllegalStateException.class);
        assertThat(gone.index()).isEqualTo(7);
    }

    @Test
    void theNumberThatHasRestedLongestIsGivenFirst() {
        for (int i = 0; i < 256; i++) {
            listed("camera-" + i);
        }
        for (var i : new int[]{9, 3, 200}) {
            gone("camera-" + i);
            nowNanos += 1000;
        }
        nowNanos += REST.toNanos();
        assertThat(List.of(listed("a").index(), listed("b").index(), listed("c").index())).containsExactly(9, 3, 200);
    }

    @Test
    void aNumberRestsOnlyWhenEverybodyWasTold() {
        var telling = new ArrayDeque<Runnable>();
        var freed = new ArrayList<String>();
        hub.onChanges(() -> CompletableFuture.runAsync(() -> {}, telling::add));
        hub.onGone(camera -> freed.add(camera.name()));
        for (int i = 0; i < 256; i++) {
            listed("camera-" + i);
        }
        gone("camera-1");
        nowNanos += REST.toNanos() * 2;
        assertThatThrownBy(() -> hub.track("next")).isInstanceOf(IllegalStateException.class);
        assertThat(freed).isEmpty();
        telling.remove().run();
        assertThat(freed).containsExactly("camera-1");
        assertThatThrownBy(() -> hub.track("next")).isInstanceOf(IllegalStateException.class);
        nowNanos += REST.toNanos();
        assertThat(hub.track("next").index()).isEqualTo(1);
    }

    @Test
    void aCameraThatIsBackBeforeEverybodyWasToldFreesNothing() {
        var telling = new ArrayDeque<Runnable>();
        var freed = new ArrayList<String>();
        hub.onChanges(() -> CompletableFuture.runAsync(() -> {}, telling::add));
        hub.onGone(camera -> freed.add(camera.name()));
        var door = listed("door");
        gone("door");
        listed("door");
        telling.remove().run();
        nowNanos += REST.toNanos();
        assertThat(freed).isEmpty();
        assertThat(hub.track("door")).isSameAs(door);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCameraThatIsBeingMadeAgainWhenEverybodyWasToldKeepsItsNumber(boolean published) {
        var telling = new ArrayDeque<Runnable>();
        hub.onChanges(() -> CompletableFuture.runAsync(() -> {}, telling::add));
        var door = published ? published("door") : listed("door");
        gone("door");
        assertThat(published ? hub.publishedTrack("door") : hub.track("door")).isSameAs(door);
        telling.remove().run();
        hub.add(new TrackOnly(door));
        nowNanos += REST.toNanos();
        for (int i = 1; i < 192; i++) {
            assertThat(published("phone-" + i).index()).isNotEqualTo(door.index());
        }
        assertThat(hub.track("door")).isSameAs(door);
    }

    @Test
    void aCameraWhoseForerunnerGoesWhileItIsMadeKeepsItsNumber() {
        var telling = new ArrayDeque<Runnable>();
        hub.onChanges(() -> CompletableFuture.runAsync(() -> {}, telling::add));
        var door = published("door");
        assertThat(hub.publishedTrack("door")).isSameAs(door);
        gone("door");
        telling.remove().run();
        hub.add(new TrackOnly(door));
        nowNanos += REST.toNanos();
        for (int i = 1; i < 192; i++) {
            assertThat(published("phone-" + i).index()).isNotEqualTo(door.index());
        }
        assertThat(hub.publishedTrack("door")).isSameAs(door);
    }

    @Test
    void aCameraThatIsBackWaitsForNobodyWhenItGoesAgain() {
        var telling = new ArrayDeque<Runnable>();
        var freed = new ArrayList<String>();
        hub.onChanges(() -> CompletableFuture.runAsync(() -> {}, telling::add));
        hub.onGone(camera -> freed.add(camera.name()));
        for (int i = 0; i < 256; i++) {
            listed("camera-" + i);
        }
        gone("camera-1");
        listed("camera-1");
        gone("camera-1");
        telling.forEach(Runnable::run);
        assertThat(freed).as("each of the two").hasSize(2);
        nowNanos += REST.toNanos();
        assertThat(hub.track("next").index()).isEqualTo(1);
    }

    @Test
    void publishedCamerasLeaveNumbersToTheOthers() {
        listed("door");
        for (int i = 0; i < 192; i++) {
            published("phone-" + i);
        }
        assertThatThrownBy(() -> hub.publishedTrack("one-more")).isInstanceOf(IllegalStateException.class);
        for (int i = 0; i < 63; i++) {
            listed("camera-" + i);
        }
        gone("phone-5");
        assertThatThrownBy(() -> hub.publishedTrack("one-more")).as("it rests").isInstanceOf(IllegalStateException.class);
        nowNanos += REST.toNanos();
        assertThat(published("one-more").index()).isEqualTo(6);
    }

    @Test
    void whatTheSettingsTakeOverIsNoLongerPublished() {
        for (int i = 0; i < 192; i++) {
            published("phone-" + i);
        }
        assertThat(hub.track("phone-0").index()).isZero();
        assertThat(published("one-more").index()).as("the settings have one of theirs").isEqualTo(192);
    }

    @Test
    void sequenceNumbersGoOnWhoeverGetsANumber() {
        for (int i = 0; i < 256; i++) {
            listed("camera-" + i);
        }
        var before = hub.track("camera-0");
        for (int i = 0; i < 5; i++) {
            before.publish(Packet.buffer(4).writeInt(0xffd8ffd9), 1, 1, 0);
        }
        before.forget();
        gone("camera-0");
        nowNanos += REST.toNanos();
        var next = listed("next");
        assertThat(next.index()).isEqualTo(before.index());
        next.publish(Packet.buffer(4).writeInt(0xffd8ffd9), 1, 1, 0);
        assertThat(Objects.requireNonNull(next.newest()).sequence()).isEqualTo(6);
        next.forget();
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

    @Test
    void theLowerOfTwoNumbersThatHaveRestedEquallyLongIsGivenFirst() {
        for (int i = 0; i < 256; i++) {
            listed("camera-" + i);
        }
        gone("camera-9");
        gone("camera-3");
        nowNanos += REST.toNanos();
        assertThat(List.of(listed("a").index(), listed("b").index())).containsExactly(3, 9);
    }

    /// Published cameras that there is room for.
    private int publishable() {
        for (int i = 0;; i++) {
            try {
                published("phone-" + i);
            } catch (IllegalStateException e) {
                return i;
            }
        }
    }

    @Test
    void aCameraOfTheSettingsStaysTheirsWhereItIsAlsoPublished() {
        listed("door");
        hub.publishedTrack("door");
        assertThat(publishable()).as("it is one of the 64").isEqualTo(192);
    }

    @Test
    void aCameraThatTheSettingsHaveLeftIsAPublishedOne() {
        listed("door");
        hub.onChanges(CompletableFuture::new);
        gone("door");
        hub.publishedTrack("door");
        assertThat(publishable()).as("it is one of the 192").isEqualTo(191);
    }
}
