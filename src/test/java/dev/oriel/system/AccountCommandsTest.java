package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.auth.AccountStore;
import dev.oriel.auth.KeyKind;
import dev.oriel.auth.KeyStore;
import dev.oriel.files.OtherUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `oriel user` and `oriel key` as a user types them, some of them in processes of their own, as the environment and the working folder
/// are a process's.
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AccountCommandsTest {
    private static final String HASH = "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc";

    @TempDir
    Path folder;

    private Commands oriel = new Commands(Path.of("."), Map.of());
    private Path data = Path.of(".");

    @BeforeEach
    void folders() {
        oriel = new Commands(folder, Map.of());
        data = folder.resolve("oriel-data");
    }

    /// Runs it in this process, which takes a hundredth of the time.
    private Commands.Outcome run(String input, String... words) {
        return Commands.runHere(input,
                Stream.concat(Stream.of(words), Stream.of("--data", data.toString())).toArray(String[]::new));
    }

    private Commands.Outcome fine(String input, String... words) {
        return assertFine(run(input, words));
    }

    private Commands.Outcome fineAlone(String input, String... words) throws IOException, InterruptedException {
        return assertFine(oriel.run(input, words));
    }

    private static Commands.Outcome assertFine(Commands.Outcome outcome) {
        assertThat(outcome.code()).as(outcome.err()).isZero();
        return outcome;
    }

    private String refused(int code, String input, String... words) {
        return assertRefused(code, run(input, words));
    }

    private String refusedAlone(int code, String input, String... words) throws IOException, InterruptedException {
        return assertRefused(code, oriel.run(input, words));
    }

    private static String assertRefused(int code, Commands.Outcome outcome) {
        assertThat(outcome.code()).as(outcome.out() + outcome.err()).isEqualTo(code);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).doesNotContain("Exception", "correct horse");
        return outcome.err();
    }

    @Test
    void accountsAreMadeChangedListedAndRemoved() throws Exception {
        assertThat(fine("correct horse\n", "user", "add", "anna").out()).isEqualTo("anna  admin  all cameras");
        fine("correct horse\r\n", "user", "add", "bert", "--role", "operator", "--camera", "door", "--camera", "yard");
        var file = data.resolve("accounts.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(Files.readString(file)).contains("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain("correct horse");
        assertThat(fine("", "user", "list").out())
                .containsPattern("anna  admin  \\S+  all cameras\nbert  operator  \\S+  door, yard");
        var before = new AccountStore(data, Map.of(), InstantSource.system()).list().get(1);
        fine("another horse", "user", "passwd", "bert");
        assertThat(new AccountStore(data, Map.of(), InstantSource.system()).list().get(1).hash()).isNotEqualTo(before.hash());
        fine("", "user", "change", "bert", "--role", "viewer", "--all-cameras");
        assertThat(fine("", "user", "list").out()).containsPattern("bert  viewer  \\S+  all cameras");
        assertThat(refused(1, "", "user", "remove", "anna")).contains("last admin", "oriel user change OTHER --role admin");
        fine("", "user", "remove", "bert");
        assertThat(refused(1, "", "user", "remove", "anna")).contains("--open");
        fine("", "user", "remove", "anna", "--open");
        assertThat(fine("", "user", "list").out()).isEmpty();
    }

    @Test
    void wordsThatAreNotAllowedSayWhatIs() throws Exception {
        assertThat(refused(2, "correct horse\n", "user", "add", "Anna")).contains("lower-case letters");
        assertThat(refused(2, "correct horse\n", "user", "add", "anna", "--role", "root")).contains("viewer, operator or admin");
        assertThat(refused(2, "correct horse\n", "user", "add", "anna", "--camera", "A b")).contains("--camera A b: allowed");
        assertThat(refused(2, "short\n", "user", "add", "anna")).contains("at least 8 characters");
        assertThat(refused(2, "", "user", "add", "anna")).contains("no password");
        assertThat(refused(2, "x".repeat(1100) + "\n", "user", "add", "anna")).contains("at most 1024 bytes");
        assertThat(refused(1, "correct horse\n", "user", "add", "anna", "--role", "viewer"))
                .contains("first account is an admin");
        assertThat(refused(1, "correct horse\n", "user", "passwd", "anna")).contains("no account anna");
        assertThat(assertRefused(2, Commands.runHere("", "user"))).contains("Missing: add");
        assertThat(data).doesNotExist();
        assertThat(fine("correct horse\n", "user", "add", "anna").out()).contains("admin");
        assertThat(refused(1, "correct horse\n", "user", "add", "anna")).contains("an account anna already");
    }

    @Test
    void accountsOfTheEnvironmentAreListedAndLeftAlone() throws Exception {
        oriel = new Commands(folder, Map.of("ORIEL_USERS", "anna:admin:" + HASH));
        assertThat(fineAlone("", "user", "list").out()).isEqualTo("anna  admin  ORIEL_USERS  all cameras");
        assertThat(fineAlone("correct horse\n", "user", "add", "bert").out()).contains("viewer");
        assertThat(refusedAlone(1, "", "user", "remove", "anna", "--open")).contains("ORIEL_USERS");
        oriel = new Commands(folder, Map.of("ORIEL_USERS", "anna:admin:nohash"));
        assertThat(refusedAlone(2, "", "user", "list")).contains("ORIEL_USERS, entry 1", "hash of anna").doesNotContain("nohash");
    }

    @Test
    void aFileThatIsNotUnderstoodIsLeftAlone() throws Exception {
        Files.createDirectory(data);
        Files.writeString(data.resolve("accounts.json"), "{\"accounts\": [");
        assertThat(refused(1, "correct horse\n", "user", "add", "anna")).contains("accounts.json: it is not a file of accounts");
        assertThat(data.resolve("accounts.json")).hasContent("{\"accounts\": [");
    }

    @Test
    void accountsOfAStrangerEndTheStart() throws Exception {
        OtherUser.needed();
        fineAlone("correct horse\n", "user", "add", "anna");
        OtherUser.owns(data.resolve("accounts.json"));
        assertThat(refusedAlone(2, "", "serve", "--port", "0")).contains("accounts.json: not used", "nobody");
    }

    @Test
    void keysOfEachKindAreMade() throws Exception {
        var share = fine("", "key", "add", "guest", "--share", "door", "--for", "90m").out();
        var view = fine("", "key", "add", "tool", "--view", "--camera", "yard").out();
        var metrics = fine("", "key", "add", "numbers", "--metrics").out();
        var own = fine("supersecret\n", "key", "add", "old", "--secret-stdin", "--camera", "roof").out();
        assertThat(share + view + metrics).matches("(orielkey_[A-Za-z0-9_-]{43}){3}");
        assertThat(own).isEqualTo("supersecret");
        var store = new KeyStore(data, Map.of(), InstantSource.system());
        assertThat(store.find(share)).hasValueSatisfying(key -> {
            assertThat(key.kind()).isEqualTo(KeyKind.SHARE);
            assertThat(key.cameras()).containsExactly("door");
            assertThat(Duration.between(Instant.now(), key.expires())).isBetween(Duration.ofMinutes(85), Duration.ofMinutes(90));
        });
        assertThat(store.find(view)).hasValueSatisfying(key -> assertThat(key.kind()).isEqualTo(KeyKind.VIEW));
        assertThat(store.find(metrics)).hasValueSatisfying(key -> assertThat(key.kind()).isEqualTo(KeyKind.METRICS));
        assertThat(store.find(own)).hasValueSatisfying(key -> assertThat(key.kind()).isEqualTo(KeyKind.PUBLISH));
        assertThat(fine("", "key", "list").out()).containsPattern("guest  share  \\S+  door  until \\S+\n")
                .containsPattern("numbers  metrics  \\S+  no camera\n");
        fine("", "key", "revoke", "guest");
        assertThat(new KeyStore(data, Map.of(), InstantSource.system()).find(share)).isEmpty();
    }

    @Test
    void wordsOfKeysThatDoNotFitAreRefused() throws Exception {
        assertThat(refused(2, "", "key", "add", "a", "--share", "door", "--for", "soon")).contains("--for soon: allowed");
        assertThat(refused(2, "", "key", "add", "a", "--for", "0s")).contains("--for 0s: allowed");
        assertThat(refused(2, "", "key", "add", "a", "--share", "door", "--view")).contains("mutually exclusive");
        assertThat(refused(2, "", "key", "add", "a", "--share", "Door")).contains("--share Door: allowed");
        assertThat(refused(2, "", "key", "add", "a", "--share", "door", "--camera", "yard")).contains("--camera: allowed");
        assertThat(refused(2, "", "key", "add", "a", "--metrics", "--camera", "yard")).contains("--camera: allowed");
        assertThat(refused(2, "1234567\n", "key", "add", "a", "--secret-stdin")).contains("8 to 256").doesNotContain("1234567");
        assertThat(refused(2, "", "key", "add", "a", "--secret-stdin")).contains("no secret");
        assertThat(data).doesNotExist();
    }
}
