package dev.oriel.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EdgeIdTest {
    @TempDir
    private Path data;

    @Test
    void isMadeOnceForItsOwnerAlone() throws IOException {
        var id = EdgeId.of(data.resolve("new"));

        assertThat(id).matches("[0-9a-f]{32}").isNotEqualTo(EdgeId.of(data.resolve("other")));
        assertThat(EdgeId.of(data.resolve("new"))).isEqualTo(id);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("new/edge-id"))))
                .isEqualTo("rw-------");
    }

    @Test
    void isOneForAllWhoAskAtOnce() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<String> asking = () -> EdgeId.of(data);
            var asked = Stream.generate(() -> asking).limit(16).toList();

            var ids = threads.invokeAll(asked).stream().map(one -> one.resultNow()).distinct();

            assertThat(ids).hasSize(1);
        }
    }

    @Test
    void fileThatHoldsSomethingElseIsNamed() throws IOException {
        Files.writeString(data.resolve("edge-id"), "door\n");

        assertThatThrownBy(() -> EdgeId.of(data)).isInstanceOf(IOException.class).hasMessageContaining("edge-id")
                .hasMessageContaining("delete it");
    }
}
