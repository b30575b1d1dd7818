package dev.oriel.doctor;

import dev.oriel.auth.AccountStore;
import dev.oriel.auth.BadVariableException;
import dev.oriel.auth.KeyStore;
import dev.oriel.config.DataFiles;
import dev.oriel.files.Ownership;
import dev.oriel.tls.MachineNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Checks of accounts and keys: they can be read, by their owner alone, and there are some where the network reaches the server.
final class AccountFindings {
    private static final String ACCOUNTS = "accounts";

    private AccountFindings() {
    }

    static List<Finding> of(Examined examined, Machine machine) {
        var found = new ArrayList<Finding>();
        found.add(accounts(examined, machine));
        found.add(keys(examined, machine));
        DataFiles.secret(examined.data()).forEach(file -> rights(file, machine.environment(), found));
        return found;
    }

    private static Finding accounts(Examined examined, Machine machine) {
        try {
            int count = new AccountStore(examined.data(), machine.environment(), machine.time().clocks()::instant).list().size();
            return count == 0 ? none(examined) : Finding.ok(ACCOUNTS, count == 1 ? "1 account" : count + " accounts");
        } catch (BadVariableException e) {
            return Finding.problem(ACCOUNTS, String.join("; ", e.problems()), "mend the variable " + AccountStore.VARIABLE);
        } catch (IOException e) {
            return unreadable(ACCOUNTS, e, "nobody gets in");
        }
    }

    private static Finding unreadable(String subject, IOException failure, String consequence) {
        return Finding.problem(subject, "they cannot be read, so " + consequence + ": " + failure.getMessage(),
                "put a copy of the file in its place, or mend its rights; it has to belong to the user that runs Oriel");
    }

    private static Finding none(Examined examined) {
        var settings = examined.settings();
        if (settings.auth().proxy() != null) {
            return Finding.ok(ACCOUNTS, "none; a proxy logs people in");
        } else if (settings.auth().required()) {
            return Finding.problem(ACCOUNTS, "a login is asked for (auth.required), and there is no account: nobody gets in",
                    "oriel user add NAME");
        }
        return MachineNames.isLoopback(settings.server().host())
                ? Finding.ok(ACCOUNTS, "none; this machine alone reaches the server")
                : Finding.problem(ACCOUNTS,
                        "there is none, and the network reaches " + settings.server().host()
                                + ": everybody there sees and changes the cameras",
                        "oriel user add NAME, or server.host: 127.0.0.1");
    }

    private static Finding keys(Examined examined, Machine machine) {
        try {
            int count = new KeyStore(examined.data(), machine.environment(), machine.time().clocks()::instant).list().size();
            return Finding.ok("keys", count == 1 ? "1 key" : count + " keys");
        } catch (BadVariableException e) {
            return Finding.problem("keys", String.join("; ", e.problems()), "mend the variable " + KeyStore.VARIABLE);
        } catch (IOException e) {
            return unreadable("keys", e, "no key is accepted");
        }
    }

    private static void rights(Path file, Map<String, String> environment, List<Finding> found) {
        try {
            if (Files.exists(file)) {
                Stream.of(open(file), foreign(file, environment)).forEach(finding -> {
                    if (finding != null) {
                        found.add(finding);
                    }
                });
            }
        } catch (IOException | UnsupportedOperationException e) {
            // Some file systems know no rights, and who may not look has been told that the file cannot be read.
        }
    }

    private static @Nullable Finding open(Path file) throws IOException {
        var rights = Files.getPosixFilePermissions(file);
        boolean writable = rights.contains(PosixFilePermission.OTHERS_WRITE);
        return writable || rights.contains(PosixFilePermission.OTHERS_READ)
                ? Finding.problem(file.toString(), "everybody on this machine may " + (writable ? "write" : "read") + " it",
                        "chmod 600 " + file)
                : null;
    }

    private static @Nullable Finding foreign(Path file, Map<String, String> environment) throws IOException {
        var objection = Ownership.of(environment).objection(file).orElse("");
        return objection.isEmpty()
                ? null
                : Finding.note(file.toString(), objection,
                        "run Oriel, and this, as that user: sudo -u USER; or take it over with chown");
    }
}
