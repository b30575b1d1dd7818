package dev.oriel.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.files.OtherUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyStoreTest {
    @TempDir
    Path folder;

    @Test
    void aKeyIsFoundByItsSecretAndByNothingElse() throws IOException {
        var secret = store().add("roof", KeyKind.PUBLISH, Set.of("roof-cam"));
        var store = store();
        assertThat(store.find(secret)).hasValueSatisfying(key -> {
            assertThat(key.name()).isEqualTo("roof");
            assertThat(key.opens("roof-cam")).isTrue();
            assertThat(key.opens("door")).isFalse();
        });
        assertThat(store.find(secret + "x")).isEmpty();
        assertThat(store.find(secret.substring(1))).isEmpty();
        assertThat(store.find("")).isEmpty();
        assertThat(store.find(store.list().getFirst().secret().hash())).isEmpty();
    }

    @Test
    void everyoneIsToldOfARevokedKeyThoughOneFails() throws IOException {
        store().add("roof", KeyKind.PUBLISH, Set.of());
        var running = store();
        running.refresh();
        var told = new AtomicInteger();
        running.onChange(() -> {
            throw new IllegalStateException("a connection's own");
        });
        running.onChange(told::incrementAndGet);
        store().revoke("roof");
        running.refresh();
        assertThat(told.get()).isEqualTo(1);
    }

    @Test
    void aKeyWithoutCamerasOpensEveryName() throws IOException {
        store().add("any", KeyKind.PUBLISH, Set.of());
        assertThat(store().list().getFirst().opens("whatever")).isTrue();
    }

    @Test
    void secretsAre256BitsBehindAPrefixAndNeverTheSame() throws IOException {
        var one = store().add("one", KeyKind.PUBLISH, Set.of());
        var two = store().add("two", KeyKind.PUBLISH, Set.of());
        assertThat(one).matches("orielkey_[A-Za-z0-9_-]{43}").isNotEqualTo(two);
    }

    @Test
    void theFileHoldsNoSecretAndIsItsOwnersOnly() throws IOException {
        var secret = store().add("roof", KeyKind.PUBLISH, Set.of());
        var file = folder.resolve("keys.json");
        assertThat(Files.readString(file)).contains("roof").doesNotContain(secret).doesNotContain(secret.substring(9));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    }

    @Test
    void aRunningStoreFollowsWhatAnotherProcessWrites() throws IOException {
        var running = store();
        var told = new AtomicInteger();
        running.onChange(told::incrementAndGet);
        store().add("roof", KeyKind.PUBLISH, Set.of());
        running.refresh();
        running.refresh();
        assertThat(told).hasValue(1);
        store().revoke("roof");
        running.refresh();
        assertThat(told).hasValue(2);
    }

    @Test
    void aKeyIsGoodAsSoonAsItIsMadeAndNoMoreWhenItIsRevoked() throws IOException {
        var running = store();
        var secret = store().add("roof", KeyKind.PUBLISH, Set.of());
        var key = running.find(secret).orElseThrow();
        assertThat(running.holds(key)).isTrue();
        store().revoke("roof");
        assertThat(running.find(secret)).isEmpty();
        assertThat(running.holds(key)).isFalse();
    }

    @Test
    void aNameIsGivenOnce() throws IOException {
        store().add("roof", KeyKind.PUBLISH, Set.of());
        assertThatThrownBy(() -> store().add("roof", KeyKind.PUBLISH, Set.of())).isInstanceOf(IOException.class)
                .hasMessageContaining("roof");
        assertThatThrownBy(() -> store().revoke("door")).isInstanceOf(IOException.class).hasMessageContaining("door");
    }

    @Test
    void aBrokenFileOpensNothingAndIsNotOverwritten() throws IOException {
        var secret = store().add("roof", KeyKind.PUBLISH, Set.of());
        var running = store();
        var file = folder.resolve("keys.json");
        var broken = Files.readString(file).substring(5);
        Files.writeString(file, broken);
        running.refresh();
        assertThat(running.find(secret)).isEmpty();
        assertThatThrownBy(() -> store().add("door", KeyKind.PUBLISH, Set.of())).isInstanceOf(IOException.class);
        assertThat(file).hasContent(broken);
    }

    @Test
    void aFileThatCannotBeReadOpensNothingUntilItCan() throws IOException {
        var secret = store().add("roof", KeyKind.PUBLISH, Set.of());
        var running = store();
        var told = new AtomicInteger();
        running.onChange(told::incrementAndGet);
        var file = folder.resolve("keys.json");
        var aside = Files.move(file, folder.resolve("aside"));
        Files.createDirectory(file);
        assertThat(running.find(secret)).isEmpty();
        assertThat(running.problem()).contains("keys.json", "is a directory");
        assertThat(told).hasValue(1);
        Files.delete(file);
        Files.move(aside, file);
        assertThat(running.find(secret)).isPresent();
        assertThat(running.problem()).isEmpty();
        assertThat(told).hasValue(2);
    }

    @Test
    void aFileThatWasThereAndIsGoneOrEmptyIsAProblem() throws IOException {
        var secret = store().add("roof", KeyKind.PUBLISH, Set.of());
        var running = store();
        var file = folder.resolve("keys.json");
        var text = Files.readString(file);
        Files.delete(file);
        assertThat(running.find(secret)).isEmpty();
        assertThat(running.problem()).contains("it is gone");
        Files.writeString(file, "");
        assertThat(running.find(secret)).isEmpty();
        assertThat(running.problem()).contains("it is empty");
        Files.writeString(file, text);
        assertThat(running.find(secret)).isPresent();
        assertThat(running.problem()).isEmpty();
    }

    @Test
    void withoutAFileThereAreNoKeysAndNoProblem() {
        var running = store();
        assertThat(running.find("x")).isEmpty();
        assertThat(running.problem()).isEmpty();
    }

    @Test
    void whatRootWritesStaysTheServersOwn() throws IOException {
        OtherUser.needed();
        var data = OtherUser.owns(Files.createDirectory(folder.resolve("data")));
        var file = data.resolve("keys.json");
        new KeyStore(data).add("one", KeyKind.PUBLISH, Set.of());
        assertThat(OtherUser.ownerOf(file)).isEqualTo(OtherUser.ID);
        assertThat(OtherUser.ownerOf(data.resolve("keys.lock"))).isEqualTo(OtherUser.ID);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        new KeyStore(data).add("two", KeyKind.PUBLISH, Set.of());
        assertThat(OtherUser.ownerOf(file)).isEqualTo(OtherUser.ID);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-r-----");
    }

    private KeyStore store() {
        var store = new KeyStore(folder);
        store.refresh();
        return store;
    }
}
