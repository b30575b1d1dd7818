package dev.oriel.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.oriel.hub.MpegSettings;
import org.junit.jupiter.api.Test;

class MpegPaceTest {
    private final MpegPace pace = new MpegPace();
    private long nowMicros = 1_700_000_000_000_000L;

    /// Pictures that go in when so many come at that rate.
    private int kept(int pictures, double comeAt, double declared) {
        int kept = 0;
        for (int i = 0; i < pictures; i++) {
            nowMicros += (long) (1_000_000 / comeAt);
            pace.seen(nowMicros);
            if (pace.keeps(nowMicros, declared)) {
                kept++;
                pace.published(false, nowMicros);
            }
        }
        return kept;
    }

    @Test
    void everyPictureUpToTheDeclaredRateGoesIn() {
        assertThat(kept(500, 25, 25)).isEqualTo(500);
        assertThat(kept(500, 10, 24)).isEqualTo(500);
    }

    @Test
    void moreThanTheDeclaredRateIsLeftOut() {
        assertThat(kept(900, 90, 60)).isBetween(598, 604);
    }

    @Test
    void saidRateStandsWhileTheCameraKeepsToIt() {
        kept(200, 27, 25);
        assertThat(pace.framesPerSecond(25)).isEqualTo(25);
    }

    @Test
    void cameraThatGivesAnotherRateThanItSaysIsMeasured() {
        assertThat(pace.framesPerSecond(50)).isEqualTo(50);
        kept(100, 25, 50);
        assertThat(pace.framesPerSecond(50)).isCloseTo(25, offset(0.5));
        kept(300, 50, 50);
        assertThat(pace.framesPerSecond(50)).isEqualTo(50);
    }

    @Test
    void keyFramesStandAtTheBeginningAndWhereTheyAreDue() {
        var group = MpegSettings.Group.parse("500ms");
        assertThat(pace.isKeyFrame(group, nowMicros)).isTrue();
        pace.published(true, nowMicros);
        assertThat(pace.isKeyFrame(group, nowMicros + 480_000)).isFalse();
        assertThat(pace.isKeyFrame(group, nowMicros + 500_000)).isTrue();
        var pictures = MpegSettings.Group.parse("3");
        pace.published(false, nowMicros);
        assertThat(pace.isKeyFrame(pictures, nowMicros)).isFalse();
        pace.published(false, nowMicros);
        assertThat(pace.isKeyFrame(pictures, nowMicros)).isTrue();
    }

    private void seen(int pictures, long everyMicros) {
        for (int i = 0; i < pictures; i++) {
            pace.seen(nowMicros);
            nowMicros += everyMicros;
        }
    }

    @Test
    void rateIsMeasuredOverTwoSeconds() {
        nowMicros = 0;
        seen(50, 40_000);
        assertThat(pace.framesPerSecond(50)).isEqualTo(50);
        seen(1, 40_000);
        assertThat(pace.framesPerSecond(50)).isEqualTo(25);
    }

    @Test
    void picturesOfOneMomentAreAllCounted() {
        for (int i = 0; i < 51; i++) {
            pace.seen(nowMicros);
            seen(1, 40_000);
        }
        assertThat(pace.framesPerSecond(25)).isEqualTo(50);
    }

    @Test
    void rateMayBeASeventhOff() {
        pace.seen(nowMicros);
        nowMicros += 20_000;
        seen(45, 40_000);
        nowMicros += 180_000; // two seconds since the first
        pace.seen(nowMicros);
        assertThat(pace.framesPerSecond(20)).isEqualTo(20);
        assertThat(pace.framesPerSecond(19.9)).isEqualTo(23);
    }

    @Test
    void twoPicturesMayComeEarly() {
        for (boolean kept : new boolean[]{true, true, false}) {
            assertThat(pace.keeps(nowMicros, 25)).isEqualTo(kept);
            pace.published(false, nowMicros);
        }
    }

    @Test
    void anotherRunBeginsWithAKeyFrameAndTheRateThatItSays() {
        kept(100, 25, 50);
        assertThat(pace.framesPerSecond(50)).isCloseTo(25, offset(0.5));
        pace.published(true, nowMicros);
        pace.reset();
        assertThat(pace.framesPerSecond(50)).isEqualTo(50);
        assertThat(pace.isKeyFrame(MpegSettings.Group.parse("10s"), nowMicros)).isTrue();
    }
}
