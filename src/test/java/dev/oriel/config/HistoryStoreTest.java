package dev.oriel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.RecordedChange;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryStoreTest {
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00.123456Z");

    @TempDir
    Path folder;

    private HistoryStore store() {
        return new HistoryStore(folder, () -> NOON);
    }

    private static void title(HistoryStore store, String camera, int from, int to) {
        store.add(camera, "anna", CameraSettings.titled("Door " + from), CameraSettings.titled("Door " + to));
    }

    @Test
    void changesAreThereAfterARestartWithTimeAuthorAndValues() throws IOException {
        title(store(), "door", 0, 1);
        var change = store().changes("door").getFirst();
        assertThat(change.id()).isOne();
        assertThat(change.at()).isEqualTo("2026-05-01T12:00:00.123Z");
        assertThat(change.author()).isEqualTo("anna");
        assertThat(change.before().json().encode() + change.after().json().encode())
                .isEqualTo("{\"title\":\"Door 0\"}{\"title\":\"Door 1\"}");
        assertThat(store().changes("yard")).isEmpty();
    }

    @Test
    void theLastTwentyOfEachCameraAreKeptAndNumbersGoOn() throws IOException {
        var store = store();
        for (int i = 0; i < 25; i++) {
            title(store, "door", i, i + 1);
        }
        title(store, "yard", 0, 1);
        assertThat(store().changes("door")).extracting(RecordedChange::id).hasSize(20).startsWith(25L, 24L).endsWith(7L, 6L);
        assertThat(store().changes("yard")).hasSize(1);
    }

    @Test
    void anUndoneChangeIsSeenAndKeepsItsNumber() throws IOException {
        var store = store();
        title(store, "door", 0, 1);
        title(store, "door", 1, 2);
        store.end("door", 2, "bob", false);
        title(store, "door", 1, 3);
        assertThat(store().changes("door")).extracting(RecordedChange::id).containsExactly(3L, 2L, 1L);
        var undone = store().changes("door").get(1).undone();
        assertThat(undone).isEqualTo(new RecordedChange.Undoing(Instant.parse("2026-05-01T12:00:00.123Z"), "bob", false));
        assertThat(store().changes("door").getFirst().undone()).isNull();
    }

    @Test
    void namesAreBoundedAndTheOneChangedTheLongestAgoIsForgotten() {
        var kept = new KeptObjects(folder.resolve("some.json"), (name, object) -> {}, 2);
        for (var name : List.of("a", "b", "a", "c")) {
            kept.edit(name, before -> (before == null ? new JsonObject() : before).put(name, "kept"));
        }
        assertThat(kept.get("b")).isNull();
        assertThat(kept.get("a")).isNotNull();
        assertThat(kept.get("c")).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{ broken", "", "[]", "{\"door\":5}", "{\"door\":{}}", "{\"door\":{\"changes\":[{\"id\":1}]}}"})
    void aFileThatIsNotUnderstoodIsSaidAndLeftAlone(String text) throws IOException {
        var file = Files.writeString(folder.resolve("history.json"), text);
        var store = store();
        assertThatThrownBy(() -> store.changes("door")).isInstanceOf(IOException.class).hasMessageContaining("history.json")
                .hasMessageContaining("mend it, or move it away");
        assertThat(store.problem()).contains("history.json");
        assertThatThrownBy(() -> title(store, "door", 0, 1)).isInstanceOf(UncheckedIOException.class);
        assertThat(file).hasContent(text);
        Files.delete(file);
        assertThat(store.changes("door")).isEmpty();
        title(store, "door", 0, 1);
        assertThat(store().changes("door")).hasSize(1);
    }

    @Test
    void aFileThatIsGoneIsMadeAnewWithAllThatWasInIt() throws IOException {
        var store = store();
        title(store, "door", 0, 1);
        Files.delete(folder.resolve("history.json"));
        assertThat(store.changes("door")).hasSize(1);
        title(store, "door", 1, 2);
        assertThat(store().changes("door")).hasSize(2);
    }
}
