package dev.oriel.orient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LightRequestTest {
    private static final PixelColour RED = new PixelColour(255, 0, 0, 0);
    private static final PixelColour GREEN = new PixelColour(0, 255, 0, 0);
    private static final List<PixelColour> DARK = Collections.nCopies(3, PixelColour.OFF);

    @Test
    void laterColoursCoverEarlierOnes() {
        var all = LightRequest.of(List.of("all", "2"), List.of("255,0,0,0", "0,255,0,0"));
        assertThat(all.over(DARK)).containsExactly(RED, RED, GREEN);
        var one = LightRequest.ofNames(List.of(Map.entry("2", "0,255,0,0")));
        assertThat(one.over(DARK)).containsExactly(PixelColour.OFF, PixelColour.OFF, GREEN);
        var named = LightRequest.ofNames(List.of(Map.entry("2", "0,255,0,0"), Map.entry("-1", "255,0,0,0")));
        assertThat(named.over(DARK)).containsExactly(RED, RED, RED);
    }

    @Test
    void pixelsAndColoursThatAreNoneAreRefused() {
        assertThatThrownBy(() -> LightRequest.of(List.of("3"), List.of("0,0,0,0")).over(DARK))
                .hasMessage("there is no pixel 3: allowed: 0 to 2, or all");
        assertThatThrownBy(() -> LightRequest.of(List.of("1"), List.of("0,0,0,0")).over(List.of()))
                .hasMessage("this camera has no light");
        assertThatThrownBy(() -> LightRequest.of(List.of("-2"), List.of("0,0,0,0"))).hasMessageContaining("no such pixel");
        assertThatThrownBy(() -> LightRequest.of(List.of("1"), List.of("0,0,0,256"))).hasMessageStartingWith("rgbw: ");
        assertThatThrownBy(() -> LightRequest.ofNames(List.of(Map.entry("1", "red")))).hasMessageStartingWith("1: allowed: ");
        assertThatThrownBy(() -> LightRequest.of(List.of("1"), List.of())).hasMessageContaining("each as often as the other");
    }

    @Test
    void somethingAndNotTooMuchIsAskedFor() {
        assertThatThrownBy(() -> LightRequest.of(List.of(), List.of())).hasMessageStartingWith("nothing is asked for");
        var most = Collections.nCopies(64, "1");
        assertThat(LightRequest.of(most, Collections.nCopies(64, "0,255,0,0")).over(DARK)).containsExactly(PixelColour.OFF, GREEN,
                PixelColour.OFF);
        assertThatThrownBy(() -> LightRequest.of(Collections.nCopies(65, "1"), Collections.nCopies(65, "0,0,0,0")))
                .hasMessage("more than 64 colours at once");
    }
}
