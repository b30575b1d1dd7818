package dev.oriel.auth;

import dev.oriel.auth.AccountException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The accounts of a data folder and of `ORIEL_USERS`: changed by commands and pages, looked up by a running server that follows the
/// file.
///
/// The server is *locked*, which means that everybody is asked who they are, while there is an account, while the file cannot be read or
/// understood, while a setting demands it, and ever after in this process, until the file says that it is open.
///
/// Threads: any. Blocking: [#refresh] and all that changes something look at the file; the rest does not. Errors: while the file cannot
/// be read no account of it logs in; [#refresh] tries again, and the log says so once.
public final class AccountStore {
    /// The variable of the environment that holds accounts.
    public static final String VARIABLE = "ORIEL_USERS";

    private static final Logger LOG = LoggerFactory.getLogger(AccountStore.class);
    private final GuardedFile<AccountFile.Content> file;
    private final Followed<AccountFile.Content> followed;
    private final List<Account> fixed;
    private final Demands demands;
    private final InstantSource clock;
    private final String decoySalt = Long.toHexString(new SecureRandom().nextLong());
    private volatile boolean lockedBefore;

    /// Settings that have everybody asked for a login, whatever accounts there are.
    ///
    /// @param required    everybody is asked for a login
    /// @param byProxy     a proxy logs users in, so that they need no account; everybody is asked then, too
    public record Demands(BooleanSupplier required, BooleanSupplier byProxy) {
        /// Accounts alone decide.
        public static final Demands NONE = new Demands(() -> false, () -> false);

        boolean any() {
            return required.getAsBoolean() || byProxy.getAsBoolean();
        }
    }

    /// For a command.
    public AccountStore(Path folder, Map<String, String> environment, InstantSource clock) {
        this(folder, environment, Demands.NONE, clock);
    }

    /// @param folder      made when the first account is
    /// @param environment of which [#VARIABLE] is read
    /// @throws BadVariableException when that holds anything but accounts
    public AccountStore(Path folder, Map<String, String> environment, Demands demands, InstantSource clock) {
        file = new GuardedFile<>(folder, "accounts", new AccountFile());
        followed = new Followed<>(file, AccountFile.Content.NONE, "accounts");
        fixed = VariableEntries.read(environment, VARIABLE, AccountStore::account);
        this.demands = demands;
        this.clock = clock;
    }

    private static Account account(VariableEntries.Entry entry) {
        if (!Account.isName(entry.name())) {
            throw new IllegalArgumentException(
                    "the name: allowed: 1 to 32 lower-case letters, digits, dots, dashes and underscores");
        }
        Role role;
        try {
            role = Role.parse(entry.word());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the role of " + entry.name() + ": allowed: viewer, operator or admin", e);
        }
        try {
            var hash = PasswordHash.parse(entry.secret()).text();
            return new Account(entry.name(), role, entry.cameras(), hash, Instant.EPOCH, Instant.EPOCH);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the hash of " + entry.name() + ": " + e.getMessage(), e);
        }
    }

    // --- for commands and pages

    /// All accounts as they stand now, in the order in which they were made, those of the environment first.
    public List<Account> list() throws IOException {
        return all(file.read());
    }

    /// True when the account stands in the environment, where no command changes it.
    public boolean isFixed(String name) {
        return fixed.stream().anyMatch(account -> account.name().equals(name));
    }

    /// @param role null for the usual one
    /// @throws AccountException when no account of that name and role can be made now
    public void requireFree(String name, @Nullable Role role) throws IOException {
        requireName(name);
        requireFree(name, role, file.read());
    }

    private void requireFree(String name, @Nullable Role role, AccountFile.Content content) throws AccountException {
        var all = all(content);
        if (all.stream().anyMatch(account -> account.name().equals(name))) {
            throw new AccountException(Reason.TAKEN, "there is an account " + name + " already");
        }
        if (all.isEmpty() && role != null && role != Role.ADMIN) {
            throw new AccountException(Reason.FIRST_IS_ADMIN,
                    "the first account is an admin, who can make others: make it without a role, or as admin");
        }
    }

    /// Makes an account. The first one is an admin.
    ///
    /// @param role    null for the usual one: admin for the first, viewer for every other
    /// @param cameras names that it sees; empty for all
    /// @param hash    of [Passwords]
    /// @throws AccountException when there is one of that name, or the first is to be something else than an admin
    /// @throws IllegalArgumentException when no account can be called that
    /// @throws IOException when the file cannot be read or written
    public Account add(String name, @Nullable Role role, Set<String> cameras, String hash) throws IOException {
        requireName(name);
        var made = new Account[1];
        file.change(before -> {
            requireFree(name, role, before);
            boolean first = all(before).isEmpty();
            var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            made[0] = new Account(name, role != null ? role : first ? Role.ADMIN : Role.VIEWER, cameras,
                    PasswordHash.parse(hash).text(), now, now);
            return AccountFile.Content.of(Stream.concat(before.accounts().stream(), Stream.of(made[0])).toList(), false);
        });
        return Objects.requireNonNull(made[0]);
    }

    private static void requireName(String name) {
        if (!Account.isName(name)) {
            throw new IllegalArgumentException("\"" + name
                    + "\" is no name of an account: allowed: 1 to 32 lower-case letters, digits, dots, dashes and underscores");
        }
    }

    /// Gives it another password; its sessions end within about a second.
    ///
    /// @param hash of [Passwords]
    public void password(String name, String hash) throws IOException {
        replace(name, account -> new Account(name, account.role(), account.cameras(), PasswordHash.parse(hash).text(),
                account.created(), clock.instant().truncatedTo(ChronoUnit.MILLIS).plusMillis(1)));
    }

    /// True when an account has the password still that it was found with. A change that another process makes meanwhile is waited for, and
    /// one that comes later is later than all that has happened before this call.
    public boolean stands(Account found) {
        var now = new ArrayList<Account>();
        try {
            file.change(content -> {
                now.addAll(all(content));
                return content;
            });
        } catch (IOException e) {
            LOG.debug("the accounts are looked at without their lock: {}", e.getMessage());
            refresh();
            now.addAll(known());
        }
        return now.stream()
                .anyMatch(account -> account.name().equals(found.name()) && account.changed().equals(found.changed()));
    }

    /// Replaces a hash by a better one of the same password; sessions go on.
    ///
    /// @param before nothing is done when it has another one meanwhile
    void upgrade(String name, String before, String hash) throws IOException {
        replace(name, account -> account.hash().equals(before)
                ? new Account(name, account.role(), account.cameras(), hash, account.created(), account.changed())
                : account);
    }

    /// Changes what it may do.
    ///
    /// @param role    null for the one that it has
    /// @param cameras null for those that it has; empty for all
    /// @throws AccountException when there is none of that name, or no admin would be left
    public void change(String name, @Nullable Role role, @Nullable Set<String> cameras) throws IOException {
        replace(name, account -> new Account(name, role == null ? account.role() : role,
                cameras == null ? account.cameras() : cameras, account.hash(), account.created(), account.changed()));
    }

    private void replace(String name, UnaryOperator<Account> change) throws IOException {
        file.change(before -> {
            requireThere(name, before);
            var after = AccountFile.Content.of(
                    before.accounts().stream().map(account -> account.name().equals(name) ? change.apply(account) : account)
                            .toList(),
                    false);
            requireAdmin(name, before, after);
            return after;
        });
    }

    /// Removes an account; its sessions end within about a second.
    ///
    /// @param open the last account may go, after which nobody is asked for a login
    /// @throws AccountException when there is none of that name, it is the last, or no admin would be left for the others
    public void remove(String name, boolean open) throws IOException {
        file.change(before -> {
            requireThere(name, before);
            var left = new ArrayList<>(before.accounts());
            left.removeIf(account -> account.name().equals(name));
            if (left.isEmpty() && fixed.isEmpty() && !open) {
                throw new AccountException(Reason.LAST_ACCOUNT, name
                        + " is the last account: without it nobody is asked for a login any more: if that is meant, with --open");
            }
            var after = AccountFile.Content.of(left, open);
            requireAdmin(name, before, after);
            return after;
        });
    }

    /// @throws AccountException when there is no account of that name that can be changed
    public void requireThere(String name) throws IOException {
        requireThere(name, file.read());
    }

    private void requireThere(String name, AccountFile.Content content) throws AccountException {
        if (isFixed(name)) {
            throw new AccountException(Reason.FROM_ENVIRONMENT, "the account " + name + " stands in " + VARIABLE
                    + ": change it there, and start again");
        }
        if (content.accounts().stream().noneMatch(account -> account.name().equals(name))) {
            throw new AccountException(Reason.UNKNOWN, "there is no account " + name);
        }
    }

    /// Accounts that nobody can manage from a page are mostly a slip.
    private void requireAdmin(String name, AccountFile.Content before, AccountFile.Content after) throws AccountException {
        if (!all(after).isEmpty() && hasAdmin(all(before)) && !hasAdmin(all(after))) {
            throw new AccountException(Reason.LAST_ADMIN, name
                    + " is the last admin: make another account an admin first: oriel user change OTHER --role admin");
        }
    }

    private static boolean hasAdmin(List<Account> accounts) {
        return accounts.stream().anyMatch(account -> account.role() == Role.ADMIN);
    }

    private List<Account> all(AccountFile.Content content) {
        return Stream.concat(fixed.stream(), content.accounts().stream().filter(account -> !isFixed(account.name()))).toList();
    }

    // --- for a server

    /// Reads the file again when it has changed, and tells the listeners.
    public void refresh() {
        boolean changed = followed.look();
        isLocked();
        if (changed) {
            followed.tell();
        }
    }

    /// The account of that name as it was at the last look.
    public Optional<Account> find(String name) {
        return known().stream().filter(account -> account.name().equals(name)).findFirst();
    }

    private List<Account> known() {
        return all(followed.known());
    }

    /// Why accounts cannot log in now, or empty.
    public String problem() {
        var problem = followed.problem();
        return problem.isEmpty() && isLocked() && known().isEmpty() && !demands.byProxy().getAsBoolean()
                ? "there is no account, and a login is asked for: oriel user add NAME"
                : problem;
    }

    /// True when everybody is asked who they are.
    public boolean isLocked() {
        if (!followed.looked()) {
            followed.look();
        }
        if (demands.any() || !followed.problem().isEmpty() || followed.known().locks() || !known().isEmpty()) {
            lockedBefore = true;
        } else if (followed.known().open()) {
            lockedBefore = false;
        }
        return lockedBefore;
    }

    /// Names who is told, on the thread that called [#refresh], that accounts may have come, gone or changed.
    public void onChange(Runnable listener) {
        followed.onChange(listener);
    }

    /// A hash to check a password of an unknown name against, so that the answer takes as long as for a known one: always the same one
    /// for a name. Empty where there is no account.
    Optional<String> decoy(String name) {
        var all = known();
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(all.get(Math.floorMod((name + decoySalt).hashCode(), all.size())).hash());
    }
}
