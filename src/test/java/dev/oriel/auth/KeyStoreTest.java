package dev.oriel.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.files.OtherUser;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyStoreTest {
    @TempDir
    Path folder;

    @Test
    void aKeyIsFoundByItsSecretAndByNothingElse() throws IOException {
        var secret = store().add(new KeyRequest("roof", KeyKind.PUBLISH, Set.of("roof-cam"), null, null));
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
        store().add(new KeyRequest("roof", KeyKind.PUBLISH, Set.of(), null, null));
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
        store().add(new KeyRequest("any", KeyKind.PUBLISH, Set.of(), null, null));
        assertThat(store().list().getFirst().opens("whatever")).isTrue();
    }

    @Test
    void secretsAre256BitsBehindAPrefixAndNeverTheSame() throws IOException {
        var one = store().add(new KeyRequest("one", KeyKind.PUBLISH, Set.of(), null, null));
        var two = store().add(new KeyRequest("two", KeyKind.PUBLISH, Set.of(), null, null));
        assertThat(one).matches("orielkey_[A-Za-z0-9_-]{43}").isNotEqualTo(two);
    }

    @Test
    void theFileHoldsNoSecretAndIsItsOwnersOnly() throws IOException {
        var secret = store().add(new KeyRequest("roof", KeyKind.PUBLISH, Set.of(), null, null));
        var file = folder.resolve("keys.json");
        assertThat(Files.readString(file)).contains("roof").doesNotContain(secret).doesNotContain(secret.substring(9));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    }

    @Test
    void aRunningStoreFollowsWhatAnotherProcessWrites() throws IOException {
        var running = store();
        var told = new AtomicInteger();
        running.onChange(told::incrementAndGet);
        store().add(new KeyRequest("roof", KeyKind.PUBLISH, Set.of(), null, null));
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
        var secret = store().add(new KeyRequest("roof", KeyKind.PUBLISH, Set.of(), null, null));
        var key = running.find(secret).orElseThrow();
        assertThat(running.holds(key)).isTrue();
        store().revoke("roof");
        assertThat(running.find(secret)).isEmpty();
        assertThat(running.holds(key)).isFalse();
    }

    @Test
    void aNameIsGivenOnce() throws IOException {
        store().add(new KeyRequest("roof", KeyKind.PUBLISH, Set.of(), null, null));
        assertThatThrownBy(() -> store().add(new KeyRequest("roof", KeyKind.PUBLISH, Set.of(), null, null)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("roof");
        assertThatThrownBy(() -> store().revoke("door")).isInstanceOf(IOException.class).hasMessageContaining("door");
    }

    @Test
    void aBrokenFileOpensNothingAndIsNotOverwritten() throws IOException {
        var secret = store().add(new KeyRequest("roof", KeyKind.PUBLISH, Set.of(), null, null));
        var running = store();
        var file = folder.resolve("keys.json");
        var broken = Files.readString(file).substring(5);
        Files.writeString(file, broken);
        running.refresh();
        assertThat(running.find(secret)).isEmpty();
        assertThatThrownBy(() -> store().add(new KeyRequest("door", KeyKind.PUBLISH, Set.of(), null, null)))
                .isInstanceOf(IOException.class);
        assertThat(file).hasContent(broken);
    }

    @Test
    void aFileThatCannotBeReadOpensNothingUntilItCan() throws IOException {
        var secret = store().add(new KeyRequest("roof", KeyKind.PUBLISH, Set.of(), null, null));
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
        var secret = store().add(new KeyRequest("roof", KeyKind.PUBLISH, Set.of(), null, null));
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
        new KeyStore(data, Map.of(), InstantSource.system()).add(new KeyRequest("one", KeyKind.PUBLISH, Set.of(), null, null));
        assertThat(OtherUser.ownerOf(file)).isEqualTo(OtherUser.ID);
        assertThat(OtherUser.ownerOf(data.resolve("keys.lock"))).isEqualTo(OtherUser.ID);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        new KeyStore(data, Map.of(), InstantSource.system()).add(new KeyRequest("two", KeyKind.PUBLISH, Set.of(), null, null));
        assertThat(OtherUser.ownerOf(file)).isEqualTo(OtherUser.ID);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-r-----");
    }

    private Instant now = Instant.parse("2026-11-29T08:00:00Z");

    private KeyStore timed(Map<String, String> environment) {
        return new KeyStore(folder, environment, () -> now);
    }

    private static KeyRequest share(Instant end) {
        return new KeyRequest("link", KeyKind.SHARE, Set.of("door"), end, null);
    }

    @Test
    void aKeyOpensNothingAfterItsEndAndListenersAreToldOnce() throws IOException {
        var running = timed(Map.of());
        var told = new AtomicInteger();
        running.onChange(told::incrementAndGet);
        var secret = timed(Map.of()).add(share(now.plusSeconds(60)));
        var key = running.find(secret).orElseThrow();
        assertThat(told).hasValue(1);
        now = now.plusSeconds(59);
        running.refresh();
        assertThat(running.holds(key)).isTrue();
        assertThat(told).hasValue(1);
        now = now.plusSeconds(1);
        assertThat(running.holds(key)).isFalse();
        running.refresh();
        running.refresh();
        assertThat(told).hasValue(2);
        assertThat(running.find(secret)).isEmpty();
        assertThat(running.list()).as("still listed").hasSize(1);
    }

    @Test
    void theNameOfAKeyThatHasEndedMayBeUsedAgainAndOldOnesAreForgotten() throws IOException {
        var first = timed(Map.of()).add(share(now.plusSeconds(60)));
        now = now.plusSeconds(60);
        var second = timed(Map.of()).add(share(now.plusSeconds(60)));
        assertThat(timed(Map.of()).find(first)).isEmpty();
        assertThat(timed(Map.of()).find(second)).isPresent();
        now = now.plus(Duration.ofDays(31));
        timed(Map.of()).add(new KeyRequest("roof", KeyKind.PUBLISH, Set.of(), null, null));
        assertThat(timed(Map.of()).list()).extracting(Key::name).containsExactly("roof");
    }

    @Test
    void whoHoldsAKeySeesItsCamerasAndNoOthers() throws IOException {
        store().add(share(Instant.now().plusSeconds(600)));
        store().add(new KeyRequest("tool", KeyKind.VIEW, Set.of(), null, null));
        store().add(new KeyRequest("numbers", KeyKind.METRICS, Set.of(), null, null));
        var link = store().list().get(0).principal();
        assertThat(link.kind()).isEqualTo(Principal.Kind.SHARE_LINK);
        assertThat(link.role()).isEqualTo(Role.VIEWER);
        assertThat(link.sees("door")).isTrue();
        assertThat(link.sees("yard")).isFalse();
        assertThat(store().list().get(1).principal().sees("yard")).isTrue();
        assertThat(store().list().get(2).principal().sees("yard")).isFalse();
    }

    @Test
    void aSecretOfOnesOwnIsSaltedAndFound() throws IOException {
        var wanted = new KeyRequest("old", KeyKind.PUBLISH, Set.of(), null, "supersecret");
        assertThat(store().add(wanted)).isEqualTo("supersecret");
        var running = store();
        assertThat(running.find("supersecret")).hasValueSatisfying(key -> assertThat(key.isGenerated()).isFalse());
        assertThat(running.find("supersecreT")).isEmpty();
        assertThat(Files.readString(folder.resolve("keys.json"))).contains("salt").doesNotContain("supersecret",
                KeptSecret.generated("supersecret").hash());
        assertThatThrownBy(() -> store().add(new KeyRequest("two", KeyKind.VIEW, Set.of(), null, "supersecret")))
                .isInstanceOf(KeyNameException.class);
    }

    @Test
    void secretsOfOnesOwnHaveEightCharactersWithoutBlanks() {
        for (var bad : List.of("1234567", "x".repeat(257), "with blank", "with\ttab", "with\nline")) {
            assertThatThrownBy(() -> new KeyRequest("old", KeyKind.PUBLISH, Set.of(), null, bad))
                    .isInstanceOf(IllegalArgumentException.class).message().doesNotContain(bad);
        }
    }

    @Test
    void keysOfTheEnvironmentAreGoodBesideThoseOfTheFile() throws IOException {
        var environment = Map.of("ORIEL_KEYS",
                "roof:publish:roof+yard:supersecret\n  numbers:metrics:12345678 link:share:door:abcdefgh");
        var secret = timed(environment).add(new KeyRequest("tool", KeyKind.VIEW, Set.of(), null, null));
        var running = timed(environment);
        assertThat(running.find(secret)).isPresent();
        assertThat(running.find("supersecret")).hasValueSatisfying(key -> {
            assertThat(key.name()).isEqualTo("roof");
            assertThat(key.cameras()).containsExactlyInAnyOrder("roof", "yard");
        });
        assertThat(running.find("12345678")).hasValueSatisfying(key -> assertThat(key.kind()).isEqualTo(KeyKind.METRICS));
        assertThat(running.find("abcdefgh")).hasValueSatisfying(key -> assertThat(key.kind()).isEqualTo(KeyKind.SHARE));
        assertThatThrownBy(() -> timed(environment).revoke("roof")).hasMessageContaining("ORIEL_KEYS");
        assertThatThrownBy(() -> timed(environment).add(new KeyRequest("roof", KeyKind.VIEW, Set.of(), null, null)))
                .isInstanceOf(KeyNameException.class);
        running.refresh();
        Files.writeString(folder.resolve("keys.json"), "broken");
        assertThat(running.find(secret)).isEmpty();
        assertThat(running.find("supersecret")).as("not of the file").isPresent();
    }

    @Test
    void aVariableThatIsWrongIsToldWithAllThatIsWrongAndNoSecret() {
        assertThatThrownBy(
                () -> timed(Map.of("ORIEL_KEYS", "supersecret a:watch:supersecret b:view:short c:share:supersecret d:view:-:x")))
                .isInstanceOfSatisfying(BadVariableException.class, e -> assertThat(e.problems()).hasSize(5))
                .message().contains("entry 1", "publish, view, metrics or share", "8 to 256", "one camera")
                .doesNotContain("supersecret");
    }

    @Test
    void filesOfEarlierVersionsAreRead() throws IOException {
        Files.writeString(folder.resolve("keys.json"),
                """
                        {"keys": [{"name": "roof", "kind": "publish", "hash": "%s", "cameras": ["roof"], "created": "2026-11-01T10:00:00Z"}]}"""
                        .formatted(KeptSecret.sha256("", "orielkey_x")));
        assertThat(store().find("orielkey_x")).hasValueSatisfying(key -> assertThat(key.expires()).isNull());
    }

    @Test
    void aThousandKeysAreFoundAtOnce() throws IOException {
        var hash = KeptSecret.generated("orielkey_this").hash();
        var keys = new JsonArray();
        for (int i = 0; i < 1000; i++) {
            keys.add(new JsonObject().put("name", "key" + i).put("kind", "view").put("cameras", new JsonArray())
                    .put("hash", i == 500 ? hash : KeptSecret.generated("secret" + i).hash())
                    .put("created", "2026-11-01T10:00:00Z"));
        }
        Files.writeString(folder.resolve("keys.json"), new JsonObject().put("keys", keys).encode());
        var running = store();
        var hashed = new AtomicInteger();
        assertThat(running.find("orielkey_this")).isPresent();
        for (int i = 0; i < 20_000; i++) {
            hashed.addAndGet(running.find("orielkey_other" + i).isPresent() ? 1 : 0);
        }
        assertThat(hashed).hasValue(0);
    }

    @Test
    void usesAreCountedInMemoryAndWrittenRarely() throws IOException {
        var running = timed(Map.of());
        var secret = running.add(new KeyRequest("roof", KeyKind.PUBLISH, Set.of(), null, null));
        var key = running.find(secret).orElseThrow();
        assertThat(running.use(key)).isEqualTo(new KeyUse(0, null));
        running.keepUses(false);
        assertThat(folder.resolve("key-uses.json")).doesNotExist();
        running.used(key);
        running.keepUses(false);
        assertThat(timed(Map.of()).use(key)).isEqualTo(new KeyUse(1, now));
        now = now.plusSeconds(299);
        running.used(key);
        running.keepUses(false);
        assertThat(timed(Map.of()).use(key).times()).as("not yet").isEqualTo(1);
        now = now.plusSeconds(1);
        running.keepUses(false);
        assertThat(timed(Map.of()).use(key)).isEqualTo(new KeyUse(2, now.minusSeconds(1)));
        running.used(key);
        running.keepUses(true);
        var next = timed(Map.of());
        assertThat(next.use(key)).isEqualTo(new KeyUse(3, now));
        next.used(key);
        assertThat(next.use(key).times()).isEqualTo(4);
        Files.writeString(folder.resolve("key-uses.json"), "broken");
        assertThat(timed(Map.of()).use(key)).isEqualTo(new KeyUse(0, null));
    }

    private KeyStore store() {
        var store = new KeyStore(folder, Map.of(), InstantSource.system());
        store.refresh();
        return store;
    }
}
