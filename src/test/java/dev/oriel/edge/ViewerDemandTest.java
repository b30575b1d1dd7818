package dev.oriel.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.DemandLevel;
import dev.oriel.hub.Flip;
import dev.oriel.hub.Given;
import dev.oriel.hub.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ViewerDemandTest {
    private static final Given HD = new Given(new Size(1280, 720), null);

    private static CameraSettings settings(@Nullable Size size, @Nullable Double fps, int rotate) {
        return new CameraSettings("door", size, fps, 80, rotate, Flip.NONE, "");
    }

    private static String needed(int width, double fps, CameraSettings settings, @Nullable Given given, int shownPixels) {
        var level = ViewerDemand.needed(DemandLevel.of(width, fps), settings, given, shownPixels);
        return (level.limitsWidth() ? Integer.toString(level.widthPixels()) : "any") + " "
                + (level.limitsRate() ? Double.toString(level.framesPerSecond()) : "any");
    }

    @Test
    void aPictureThatStaysAsItIsIsNeededAsItIsShown() {
        assertThat(needed(640, 10, settings(null, null, 0), HD, 1280)).isEqualTo("640 10.0");
        assertThat(needed(640, 10, settings(null, null, 0), null, 0)).isEqualTo("640 10.0");
        assertThat(needed(0, 0, settings(null, null, 0), HD, 1280)).isEqualTo("any any");
    }

    @Test
    void aPictureThatIsTurnedIsNeededAsWideAsItIsShownHigh() {
        assertThat(needed(360, 0, settings(null, null, 90), HD, 720)).isEqualTo("640 any");
        assertThat(needed(360, 0, settings(null, null, 270), null, 0)).isEqualTo("any any");
        assertThat(needed(360, 0, settings(null, null, 180), null, 0)).isEqualTo("360 any");
    }

    @Test
    void nothingIsNeededBeyondTheSettings() {
        var scaled = settings(new Size(640, 360), 5.0, 0);
        assertThat(needed(0, 0, scaled, HD, 640)).isEqualTo("640 5.0");
        assertThat(needed(1920, 30, scaled, HD, 640)).isEqualTo("640 5.0");
        assertThat(needed(320, 2, scaled, HD, 640)).isEqualTo("320 2.0");
        assertThat(needed(0, 0, scaled, null, 0)).isEqualTo("640 5.0");
    }
}
