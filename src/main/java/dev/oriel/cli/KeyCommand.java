package dev.oriel.cli;

import dev.oriel.auth.Key;
import dev.oriel.auth.KeyKind;
import dev.oriel.auth.KeyStore;
import dev.oriel.hub.Hub;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `oriel key`: makes, revokes and lists keys; a running server on the same data folder follows within about a second.
@Command(name = "key", description = "Makes, revokes and lists keys with which programs send pictures.", mixinStandardHelpOptions = true, versionProvider = CommandLines.Versions.class, subcommands = {
    KeyCommand.Add.class, KeyCommand.Revoke.class, KeyCommand.Listing.class})
final class KeyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(command.commandLine(), "Missing: add, revoke or list");
    }

    private static String checked(String name) throws UsageException {
        if (!Key.isName(name)) {
            throw new UsageException(
                    "\"" + name + "\": allowed: 1 to 64 letters, digits, dots, dashes and underscores");
        }
        return name;
    }

    /// `oriel key add`: prints the secret alone, once.
    @Command(name = "add", description = "Makes a key and prints it, once: it is kept as a hash only.", mixinStandardHelpOptions = true, versionProvider = CommandLines.Versions.class)
    static final class Add implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "KEYNAME", description = "What to call it in lists and in the log.")
        private String name = "";

        @Option(names = "--camera", paramLabel = "CAMERA", description = "A camera that it may publish; repeat for more. Without: any name that no other kind of source owns.")
        private List<String> cameras = new ArrayList<>();

        @Mixin
        private DataFolder data = new DataFolder();

        @Override
        public Integer call() throws UsageException, IOException {
            for (var camera : cameras) {
                if (!Hub.isName(camera)) {
                    throw new UsageException(
                            "--camera " + camera + ": allowed: 1 to 32 lower-case letters, digits and dashes");
                }
            }
            System.out.println(new KeyStore(data.path()).add(checked(name), KeyKind.PUBLISH, Set.copyOf(cameras)));
            return CommandLines.FINE;
        }
    }

    /// `oriel key revoke`.
    @Command(name = "revoke", description = "Ends a key, and what is being sent with it.", mixinStandardHelpOptions = true, versionProvider = CommandLines.Versions.class)
    static final class Revoke implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "KEYNAME", description = "What it was called when it was made.")
        private String name = "";

        @Mixin
        private DataFolder data = new DataFolder();

        @Override
        public Integer call() throws UsageException, IOException {
            new KeyStore(data.path()).revoke(checked(name));
            return CommandLines.FINE;
        }
    }

    /// `oriel key list`.
    @Command(name = "list", description = "Lists the keys: name, kind, date, cameras.", mixinStandardHelpOptions = true, versionProvider = CommandLines.Versions.class)
    static final class Listing implements Callable<Integer> {
        @Mixin
        private DataFolder data = new DataFolder();

        @Override
        public Integer call() throws IOException {
            for (var key : new KeyStore(data.path()).list()) {
                var cameras = key.cameras().isEmpty()
                        ? "any camera"
                        : String.join(", ", key.cameras().stream().sorted().toList());
                System.out.println(key.name() + "  " + key.kind().word() + "  " + key.created() + "  " + cameras);
            }
            return CommandLines.FINE;
        }
    }
}
