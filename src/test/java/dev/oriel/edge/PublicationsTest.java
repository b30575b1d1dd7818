package dev.oriel.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.auth.KeyStore;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Hub;
import dev.oriel.hub.MpegSettings;
import dev.oriel.limits.PictureLimits;
import dev.oriel.source.SourceSupervisor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublicationsTest {
    private static final PublishedCamera.Plan PLAN = new PublishedCamera.Plan(true,
            new SourceSupervisor.Times(Duration.ofSeconds(1), Duration.ofSeconds(1)), MpegSettings.DEFAULT);
    private static final CameraSettings SETTINGS = CameraSettings.titled("door");

    @TempDir
    Path data = Path.of("");

    private final Hub hub = new Hub(() -> 0);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    private Publications publications() {
        return new Publications(new Publications.Parts(hub, new KeyStore(data),
                () -> new Publications.Rules(Duration.ofSeconds(5), Second.REPLACE), timer,
                new Publications.Clocks(() -> 0, () -> 0),
                new Publications.Kept(name -> UnaryOperator.identity(), (name, changed) -> {}), PictureLimits.usual()));
    }

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void aCameraThatHasEndedIsListedUntilItIsReplacedAndAdmitsNobodyMeanwhile() throws Exception {
        try (var publications = publications()) {
            var first = publications.camera("door", PLAN, SETTINGS);
            assertThat(publications.end("door")).isTrue();
            assertThat(hub.camera("door").orElseThrow()).isSameAs(first);
            assertThat(publications.has("door")).isFalse();
            assertThatThrownBy(() -> publications.open("door", null, why -> {})).isInstanceOf(RefusedException.class)
                    .hasMessageContaining("no longer there");
            var next = publications.camera("door", PLAN, SETTINGS);
            assertThat(next).isNotSameAs(first);
            assertThat(hub.camera("door").orElseThrow()).isSameAs(next);
            publications.open("door", null, why -> {}).close();
        }
    }

    @Test
    void whatIsRemovedIsNoLongerListed() {
        try (var publications = publications()) {
            publications.camera("door", PLAN, SETTINGS);
            publications.remove("door");
            assertThat(hub.camera("door")).isEmpty();
            assertThat(publications.end("door")).isFalse();
        }
    }
}
