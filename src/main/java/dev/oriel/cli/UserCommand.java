package dev.oriel.cli;

import dev.oriel.auth.Account;
import dev.oriel.auth.AccountStore;
import dev.oriel.auth.Passwords;
import dev.oriel.auth.Role;
import dev.oriel.time.SystemClocks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `oriel user`: makes, changes, removes and lists accounts; a running server on the same data folder follows within about a second.
@Command(name = "user", description = "Makes, changes, removes and lists accounts. With one, a server asks everybody for a login.", mixinStandardHelpOptions = true, versionProvider = CommandLines.Versions.class, subcommands = {
    UserCommand.Add.class, UserCommand.Password.class, UserCommand.Change.class, UserCommand.Remove.class,
    UserCommand.Listing.class})
final class UserCommand extends CommandGroup {
    private static AccountStore store(DataFolder data) throws UsageException {
        return data.credentials(folder -> new AccountStore(folder, System.getenv(), SystemClocks.INSTANTS));
    }

    /// An account's name, its role and cameras.
    static final class Words {
        @Parameters(index = "0", paramLabel = "NAME", description = "The name to log in with: 1 to 32 lower-case letters, digits, dots, dashes and underscores.")
        private String name = "";

        @Option(names = "--role", paramLabel = "ROLE", description = "viewer (the usual one), operator or admin (the first account is one).")
        private @Nullable String role;

        @Option(names = "--camera", paramLabel = "CAMERA", description = "A camera that it sees; repeat for more. Without: all.")
        private List<String> cameras = new ArrayList<>();

        String name() throws UsageException {
            if (!Account.isName(name)) {
                throw new UsageException("\"" + name
                        + "\": allowed: 1 to 32 lower-case letters, digits, dots, dashes and underscores");
            }
            return name;
        }

        @Nullable
        Role role() throws UsageException {
            try {
                return role == null ? null : Role.parse(role);
            } catch (IllegalArgumentException e) {
                throw new UsageException("--role " + role + ": allowed: viewer, operator or admin");
            }
        }

        Set<String> cameras() throws UsageException {
            return CameraNames.checked("--camera", cameras);
        }
    }

    static String hashed(String password) throws UsageException {
        try {
            return Passwords.hash(password);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    /// `oriel user add`.
    @Command(name = "add", description = "Makes an account. The password is asked for, or read from standard input (one line).", mixinStandardHelpOptions = true, versionProvider = CommandLines.Versions.class)
    static final class Add implements Callable<Integer> {
        @Mixin
        private Words words = new Words();

        @Mixin
        private DataFolder data = new DataFolder();

        @Override
        public Integer call() throws UsageException, IOException {
            var store = store(data);
            var name = words.name();
            var role = words.role();
            var cameras = words.cameras();
            store.requireFree(name, role); // before a password is asked for
            var made = store.add(name, role, cameras, hashed(SecretInput.newPassword(name)));
            System.out.println(made.name() + "  " + made.role().word() + "  " + CameraNames.words(made.cameras(), "all cameras"));
            return CommandLines.FINE;
        }
    }

    /// `oriel user passwd`.
    @Command(name = "passwd", description = "Gives an account another password, and ends its sessions.", mixinStandardHelpOptions = true, versionProvider = CommandLines.Versions.class)
    static final class Password implements Callable<Integer> {
        @Mixin
        private Words words = new Words();

        @Mixin
        private DataFolder data = new DataFolder();

        @Override
        public Integer call() throws UsageException, IOException {
            var store = store(data);
            var name = words.name();
            var role = words.role();
            var cameras = words.cameras();
            store.requireThere(name);
            store.password(name, hashed(SecretInput.newPassword(name)));
            if (role != null || !cameras.isEmpty()) {
                store.change(name, role, cameras.isEmpty() ? null : cameras);
            }
            return CommandLines.FINE;
        }
    }

    /// `oriel user change`.
    @Command(name = "change", description = "Changes what an account may do; its sessions go on.", mixinStandardHelpOptions = true, versionProvider = CommandLines.Versions.class)
    static final class Change implements Callable<Integer> {
        @Mixin
        private Words words = new Words();

        @Option(names = "--all-cameras", description = "It sees all cameras.")
        private boolean allCameras;

        @Mixin
        private DataFolder data = new DataFolder();

        @Override
        public Integer call() throws UsageException, IOException {
            var role = words.role();
            var cameras = words.cameras();
            if (allCameras && !cameras.isEmpty()) {
                throw new UsageException("--all-cameras: allowed: without --camera");
            }
            if (role == null && cameras.isEmpty() && !allCameras) {
                throw new UsageException("nothing to change: allowed: --role, --camera or --all-cameras");
            }
            store(data).change(words.name(), role, cameras.isEmpty() && !allCameras ? null : cameras);
            return CommandLines.FINE;
        }
    }

    /// `oriel user remove`.
    @Command(name = "remove", description = "Removes an account, and ends its sessions.", mixinStandardHelpOptions = true, versionProvider = CommandLines.Versions.class)
    static final class Remove implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "NAME", description = "The account's name.")
        private String name = "";

        @Option(names = "--open", description = "The last account may go: nobody is asked for a login any more.")
        private boolean open;

        @Mixin
        private DataFolder data = new DataFolder();

        @Override
        public Integer call() throws UsageException, IOException {
            store(data).remove(name, open);
            return CommandLines.FINE;
        }
    }

    /// `oriel user list`.
    @Command(name = "list", description = "Lists the accounts: name, role, date, cameras.", mixinStandardHelpOptions = true, versionProvider = CommandLines.Versions.class)
    static final class Listing implements Callable<Integer> {
        @Mixin
        private DataFolder data = new DataFolder();

        @Override
        public Integer call() throws UsageException, IOException {
            var store = store(data);
            for (var account : store.list()) {
                System.out.println(account.name() + "  " + account.role().word() + "  "
                        + (store.isFixed(account.name()) ? AccountStore.VARIABLE : account.created()) + "  "
                        + CameraNames.words(account.cameras(), "all cameras"));
            }
            return CommandLines.FINE;
        }
    }
}
