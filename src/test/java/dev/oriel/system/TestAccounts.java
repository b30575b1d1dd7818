package dev.oriel.system;

import dev.oriel.auth.AccountStore;
import dev.oriel.auth.Passwords;
import dev.oriel.auth.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;

/// Accounts in a data folder, as `oriel user add` makes them, all with one password: a hash takes its time.
final class TestAccounts {
    static final String PASSWORD = "correct horse battery";
    private static final String HASH = Passwords.hash(PASSWORD);

    private final AccountStore accounts;

    TestAccounts(Path data) {
        accounts = new AccountStore(data, Map.of(), InstantSource.system());
    }

    /// @param cameras that the account sees; none for all
    TestAccounts add(String name, Role role, String... cameras) throws IOException {
        accounts.add(name, role, Set.of(cameras), HASH);
        return this;
    }

    void password(String name, String password) throws IOException {
        accounts.password(name, Passwords.hash(password));
    }

    /// When it got its password.
    Instant changed(String name) {
        accounts.refresh();
        return accounts.find(name).orElseThrow().changed();
    }
}
