package dev.oriel.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTurnTest {
    @TempDir
    private Path folder;

    @Test
    void threadsTakeTurns() {
        var lock = folder.resolve("x.lock");
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var all = IntStream.range(0, 8).mapToObj(i -> CompletableFuture.runAsync(() -> {
            try (var _ = FileTurn.take(lock)) {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                Thread.sleep(5);
                inside.decrementAndGet();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }, task -> Thread.ofPlatform().start(task))).toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(all).orTimeout(10, TimeUnit.SECONDS).join();
        assertThat(most).hasValue(1);
    }

    @Test
    void theFileIsLockedForOtherProcessesUntilTheTurnEnds() throws Exception {
        var lock = folder.resolve("x.lock");
        try (var _ = FileTurn.take(lock); var other = FileChannel.open(lock, StandardOpenOption.WRITE)) {
            assertThatThrownBy(other::tryLock).isInstanceOf(OverlappingFileLockException.class);
        }
        try (var other = FileChannel.open(lock, StandardOpenOption.WRITE)) {
            assertThat(other.tryLock()).isNotNull();
        }
    }

    @Test
    void aTurnThatCannotBeHadHoldsUpNobody() throws Exception {
        var lock = folder.resolve("x.lock");
        Files.createDirectory(lock);
        assertThatThrownBy(() -> FileTurn.take(lock)).isInstanceOf(IOException.class);
        Files.delete(lock);
        CompletableFuture.runAsync(() -> {
            try (var _ = FileTurn.take(lock)) {
                assertThat(lock).isRegularFile();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }).orTimeout(10, TimeUnit.SECONDS).join();
    }
}
