package dev.oriel.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.auth.AccountException.Reason;
import dev.oriel.files.OtherUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountStoreTest {
    private static final String HASH = "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc";
    private static final String OTHER = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

    @TempDir
    Path folder;

    private final AtomicBoolean required = new AtomicBoolean();
    private final AtomicBoolean byProxy = new AtomicBoolean();

    private AccountStore store(Map<String, String> environment) {
        return new AccountStore(folder, environment, new AccountStore.Demands(required::get, byProxy::get),
                InstantSource.system());
    }

    private AccountStore store() {
        return store(Map.of());
    }

    private Path file() {
        return folder.resolve("accounts.json");
    }

    private static void refused(Reason reason, ThrowingCallable change) {
        assertThatThrownBy(change).isInstanceOfSatisfying(AccountException.class,
                e -> assertThat(e.reason()).isEqualTo(reason));
    }

    // --- changes

    @Test
    void theFirstAccountIsAnAdminAndOthersAreViewers() throws IOException {
        assertThat(store().add("anna", null, Set.of(), HASH).role()).isEqualTo(Role.ADMIN);
        assertThat(store().add("bert", null, Set.of("door"), HASH).role()).isEqualTo(Role.VIEWER);
        assertThat(store().list()).extracting(Account::name).containsExactly("anna", "bert");
        assertThat(store().list().get(1).principal().sees("door")).isTrue();
        assertThat(store().list().get(1).principal().sees("yard")).isFalse();
        assertThat(store().list().get(0).principal().sees("yard")).isTrue();
    }

    @Test
    void aFirstAccountThatIsToBeNoAdminIsRefused() {
        refused(Reason.FIRST_IS_ADMIN, () -> store().add("anna", Role.VIEWER, Set.of(), HASH));
        refused(Reason.FIRST_IS_ADMIN, () -> store().requireFree("anna", Role.OPERATOR));
        assertThat(file()).doesNotExist();
    }

    @Test
    void aNameIsGivenOnceAndHasSmallLetters() throws IOException {
        store().add("anna", null, Set.of(), HASH);
        refused(Reason.TAKEN, () -> store().add("anna", null, Set.of(), HASH));
        for (var bad : new String[]{"", "Anna", "a b", "a/b", "ä", "x".repeat(33)}) {
            assertThatThrownBy(() -> store().add(bad, null, Set.of(), HASH)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(Account.typed(" Anna ")).isEqualTo("anna");
    }

    @Test
    void theLastAccountGoesOnlyWithOpen() throws IOException {
        store().add("anna", null, Set.of(), HASH);
        refused(Reason.LAST_ACCOUNT, () -> store().remove("anna", false));
        store().remove("anna", true);
        assertThat(store().list()).isEmpty();
        refused(Reason.UNKNOWN, () -> store().remove("anna", true));
    }

    @Test
    void theLastAdminStaysWhileThereAreOthers() throws IOException {
        store().add("anna", null, Set.of(), HASH);
        store().add("bert", Role.OPERATOR, Set.of(), HASH);
        refused(Reason.LAST_ADMIN, () -> store().remove("anna", true));
        refused(Reason.LAST_ADMIN, () -> store().change("anna", Role.VIEWER, null));
        store().change("bert", Role.ADMIN, Set.of("door"));
        store().change("anna", Role.VIEWER, null);
        store().remove("anna", false);
        assertThat(store().list()).extracting(Account::name, Account::role, Account::cameras)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("bert", Role.ADMIN, Set.of("door")));
        store().change("bert", null, Set.of());
        assertThat(store().list().getFirst().cameras()).isEmpty();
    }

    @Test
    void anotherPasswordSaysWhenAndABetterHashDoesNot() throws IOException {
        store().add("anna", null, Set.of(), HASH);
        var made = store().list().getFirst();
        store().upgrade("anna", HASH, OTHER);
        assertThat(store().list().getFirst()).satisfies(account -> {
            assertThat(account.hash()).isEqualTo(OTHER);
            assertThat(account.changed()).isEqualTo(made.changed());
        });
        store().upgrade("anna", HASH, HASH);
        assertThat(store().list().getFirst().hash()).as("has another one meanwhile").isEqualTo(OTHER);
        store().password("anna", HASH);
        assertThat(store().list().getFirst().changed()).isAfterOrEqualTo(made.changed());
        refused(Reason.UNKNOWN, () -> store().password("bert", HASH));
    }

    // --- the file

    @Test
    void theFileIsItsOwnersOnly() throws IOException {
        store().add("anna", null, Set.of(), HASH);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file()))).isEqualTo("rw-------");
    }

    @Test
    void whatRootWritesStaysTheServersOwn() throws IOException {
        OtherUser.needed();
        var data = OtherUser.owns(Files.createDirectory(folder.resolve("data")));
        new AccountStore(data, Map.of(), InstantSource.system()).add("anna", null, Set.of(), HASH);
        assertThat(OtherUser.ownerOf(data.resolve("accounts.json"))).isEqualTo(OtherUser.ID);
        assertThat(OtherUser.ownerOf(data.resolve("accounts.lock"))).isEqualTo(OtherUser.ID);
    }

    @Test
    void aRunningStoreFollowsWhatAnotherProcessWrites() throws IOException {
        var running = store();
        var told = new AtomicInteger();
        running.onChange(told::incrementAndGet);
        running.refresh();
        assertThat(running.isLocked()).isFalse();
        assertThat(told).hasValue(0);
        store().add("anna", null, Set.of(), HASH);
        running.refresh();
        running.refresh();
        assertThat(told).hasValue(1);
        assertThat(running.find("anna")).isPresent();
        assertThat(running.isLocked()).isTrue();
        assertThat(running.problem()).isEmpty();
    }

    /// What somebody may do to the file: the account is gone, and the server stays locked.
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "{}", "[]", "{\"accounts\": null}", "{\"accounts\": []}",
        "{\"accounts\": [], \"open\": false}",
        "{\"accounts\": [1]}", "{\"accounts\": [], \"open\": \"true\"}",
        "{\"accounts\": [{\"name\": \"anna\", \"role\": \"admin\", \"cameras\": [], \"hash\": \"secret\", \"created\": \"2026-11-01T10:00:00Z\"}]}",
        "{\"accounts\": [{\"name\": \"anna\", \"role\": \"root\", \"cameras\": [], \"created\": \"2026-11-01T10:00:00Z\"}]}"})
    void aFileThatIsEmptiedOrNotUnderstoodLetsNobodyInAndLocks(String text) throws IOException {
        store().add("anna", null, Set.of(), HASH);
        var running = store();
        running.refresh();
        var before = Files.readString(file());
        Files.writeString(file(), text);
        for (var each : new AccountStore[]{running, store()}) {
            each.refresh();
            assertThat(each.find("anna")).isEmpty();
            assertThat(each.isLocked()).isTrue();
            assertThat(each.problem()).isNotEmpty();
        }
        Files.writeString(file(), before);
        running.refresh();
        assertThat(running.find("anna")).isPresent();
        assertThat(running.problem()).isEmpty();
    }

    @Test
    void halfAFileLocksAndIsNotOverwritten() throws IOException {
        store().add("anna", null, Set.of(), HASH);
        var half = Files.readString(file()).substring(0, 60);
        Files.writeString(file(), half);
        assertThatThrownBy(() -> store().add("bert", null, Set.of(), HASH)).isInstanceOf(IOException.class)
                .hasMessageContaining("accounts.json");
        assertThat(file()).hasContent(half);
        assertThat(store().isLocked()).isTrue();
    }

    @Test
    void anEmptiedListIsMendedByANewAdmin() throws IOException {
        Files.writeString(file(), "{\"accounts\": []}");
        assertThat(store().isLocked()).isTrue();
        assertThat(store().add("anna", null, Set.of(), HASH).role()).isEqualTo(Role.ADMIN);
        assertThat(store().problem()).isEmpty();
    }

    @Test
    void aFileThatIsGoneOrALinkToNowhereLocks() throws IOException {
        store().add("anna", null, Set.of(), HASH);
        var running = store();
        running.refresh();
        Files.delete(file());
        running.refresh();
        assertThat(running.isLocked()).isTrue();
        assertThat(running.find("anna")).isEmpty();
        assertThat(running.problem()).contains("it is gone");
        Files.createSymbolicLink(file(), folder.resolve("nowhere"));
        running.refresh();
        assertThat(running.problem()).contains("the link leads nowhere");
        assertThat(store().isLocked()).isTrue();
        assertThat(store().find("anna")).isEmpty();
    }

    @Test
    void aFileThatCannotBeReadLocksUntilItCan() throws IOException {
        store().add("anna", null, Set.of(), HASH);
        var aside = Files.move(file(), folder.resolve("aside"));
        Files.createDirectory(file());
        var running = store();
        assertThat(running.isLocked()).isTrue();
        assertThat(running.problem()).contains("is a directory");
        Files.delete(file());
        Files.move(aside, file());
        running.refresh();
        assertThat(running.find("anna")).isPresent();
        assertThat(running.problem()).isEmpty();
    }

    // --- locked

    @Test
    void withoutAccountsAndDemandsNothingIsLocked() {
        assertThat(store().isLocked()).isFalse();
        assertThat(store().problem()).isEmpty();
    }

    @Test
    void onlyAFileThatSaysSoOpensAServerThatWasLocked() throws IOException {
        store().add("anna", null, Set.of(), HASH);
        var running = store();
        assertThat(running.isLocked()).isTrue();
        store().remove("anna", true);
        running.refresh();
        assertThat(running.isLocked()).isFalse();
        assertThat(running.problem()).isEmpty();
        store().add("anna", null, Set.of(), HASH);
        running.refresh();
        assertThat(running.isLocked()).isTrue();
    }

    @Test
    void aSettingLocksAndWithoutAnAccountThatIsAProblem() {
        required.set(true);
        var running = store();
        assertThat(running.isLocked()).isTrue();
        assertThat(running.problem()).contains("oriel user add");
        required.set(false);
        assertThat(running.isLocked()).as("was locked before").isTrue();
        assertThat(store().isLocked()).isFalse();
    }

    @Test
    void aProxysLoginLocksAndNeedsNoAccount() {
        byProxy.set(true);
        assertThat(store().isLocked()).isTrue();
        assertThat(store().problem()).isEmpty();
    }

    // --- the environment

    @Test
    void accountsOfTheEnvironmentStandBesideThoseOfTheFile() throws IOException {
        var environment = Map.of("ORIEL_USERS", "anna:admin:" + HASH + "\n bert:viewer:door+yard:" + OTHER + "\t");
        var running = store(environment);
        assertThat(running.isLocked()).isTrue();
        assertThat(running.find("bert")).hasValueSatisfying(account -> {
            assertThat(account.cameras()).containsExactlyInAnyOrder("door", "yard");
            assertThat(account.hash()).isEqualTo(OTHER);
        });
        assertThat(store(environment).add("carl", null, Set.of(), HASH).role()).isEqualTo(Role.VIEWER);
        refused(Reason.TAKEN, () -> store(environment).add("anna", null, Set.of(), HASH));
        refused(Reason.FROM_ENVIRONMENT, () -> store(environment).remove("anna", true));
        store(environment).remove("carl", false);
        assertThat(store(environment).list()).hasSize(2);
        assertThat(store().isLocked()).as("the list was emptied without --open").isTrue();
        Files.writeString(file(), "broken");
        running.refresh();
        assertThat(running.find("anna")).as("not of the file").isPresent();
        assertThat(running.problem()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"anna", "anna:admin", "anna:admin:", "Anna:admin:" + HASH, "anna:root:" + HASH, "anna:admin:secret",
        "anna:admin:Door:" + HASH, "anna:admin::" + HASH, "anna:admin:door+:" + HASH,
        "anna:admin:" + HASH + " anna:viewer:" + OTHER})
    void aVariableThatIsWrongEndsTheStartWithoutShowingAHash(String value) {
        assertThatThrownBy(() -> store(Map.of("ORIEL_USERS", value))).isInstanceOf(BadVariableException.class)
                .hasMessageContaining("ORIEL_USERS, entry").message().doesNotContain("argon2id$", "$2a", "secret");
    }

    @Test
    void accountsAreSafeToPrint() throws IOException {
        assertThat(store().add("anna", null, Set.of(), HASH)).asString().isEqualTo("admin anna");
    }
}
