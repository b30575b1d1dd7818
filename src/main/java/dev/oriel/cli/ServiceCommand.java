package dev.oriel.cli;

import dev.oriel.config.WrittenKeys;
import dev.oriel.files.Ownership;
import dev.oriel.systemd.Installation;
import dev.oriel.systemd.LiveSystem;
import dev.oriel.systemd.ServiceUnit;
import dev.oriel.systemd.UnitTexts;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `oriel service`: Oriel as services of systemd.
@Command(name = "service", description = "Installs Oriel as services of systemd, which start at boot, or removes or prints them.", mixinStandardHelpOptions = true, versionProvider = CommandLines.Versions.class, subcommands = {
    ServiceCommand.Install.class, ServiceCommand.Uninstall.class, ServiceCommand.Print.class})
final class ServiceCommand extends CommandGroup {
    private static final Path ROOT = Path.of("/");

    /// Where to, and what.
    static final class Words {
        @Option(names = "--root", paramLabel = "DIR", description = "Work below this folder, as for an image; the running system is left alone.")
        private @Nullable Path root;

        @Option(names = "--units", paramLabel = "UNITS", description = {
            "Some of serve, record and push, separated by commas; serve and push not together.",
            "Without: what the settings ask for,",
            "push with push.to, serve and record with bus.url and cameras to record, else serve."})
        private @Nullable String units;

        @Option(names = "--program", paramLabel = "FILE", description = "The program that the services start (default: this one).")
        private @Nullable Path program;

        @Nullable
        Path root() {
            return root;
        }

        Set<ServiceUnit> units() throws UsageException, IOException {
            try {
                return units == null
                        ? ServiceUnit.fitting(WrittenKeys.in(Installation.settings(root == null ? ROOT : root)))
                        : ServiceUnit.parse(units);
            } catch (IllegalArgumentException e) {
                throw new UsageException("--units " + units + ": allowed: " + e.getMessage());
            }
        }

        Path program() throws UsageException {
            var named = program == null ? launcher() : program.toAbsolutePath().normalize();
            if (named.toString().chars().anyMatch(Character::isISOControl)) {
                throw new UsageException("--program: allowed: a path without control characters");
            }
            return named;
        }
    }

    /// The launcher of the installation that this program belongs to: above its classes, in a checkout as in a package.
    static Path launcher() throws UsageException {
        try {
            var code = Path
                    .of(Objects.requireNonNull(ServiceCommand.class.getProtectionDomain().getCodeSource()).getLocation().toURI());
            var above = Stream.iterate(code.toRealPath().getParent(), Objects::nonNull, Path::getParent)
                    .map(folder -> folder.resolve("oriel")).filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                    .findFirst();
            return above.orElseThrow(() -> new UsageException("the program's launcher was not found: allowed: --program FILE"));
        } catch (URISyntaxException | IOException e) {
            throw new UsageException("the program's launcher was not found: allowed: --program FILE");
        }
    }

    static void requireRoot() throws IOException {
        if (!Ownership.isRoot()) {
            throw new IOException(
                    "only root can change the system's services: run it with sudo, or with --root DIR for an image");
        }
    }

    /// `oriel service install`.
    @Command(name = "install", description = "Installs the services and the user they run as, and starts them.", mixinStandardHelpOptions = true, versionProvider = CommandLines.Versions.class)
    static final class Install implements Callable<Integer> {
        @Mixin
        private Words words = new Words();

        @Option(names = "--no-start", description = "Start them at the next boot only.")
        private boolean noStart;

        @Override
        public Integer call() throws UsageException, IOException {
            var units = words.units();
            var root = words.root();
            System.out.println("Installing " + named(units) + ":");
            if (root != null) {
                new Installation(root, System.out).make(units, words.program(), _ -> {
                    // In an image nothing runs.
                });
                return CommandLines.FINE;
            }
            requireRoot();
            var system = new LiveSystem(System.out);
            system.install(units, words.program());
            System.out.println("Settings: /etc/oriel/oriel.yaml. Log: journalctl -u 'oriel-*'");
            return noStart || system.start(units) ? CommandLines.FINE : CommandLines.FAILED;
        }
    }

    private static String named(Set<ServiceUnit> units) {
        return units.stream().map(ServiceUnit::file).collect(Collectors.joining(", "));
    }

    /// `oriel service uninstall`.
    @Command(name = "uninstall", description = "Stops the services and removes what install made; what was changed since stays.", mixinStandardHelpOptions = true, versionProvider = CommandLines.Versions.class)
    static final class Uninstall implements Callable<Integer> {
        @Option(names = "--root", paramLabel = "DIR", description = "Work below this folder, as for an image; the running system is left alone.")
        private @Nullable Path root;

        @Override
        public Integer call() throws IOException {
            if (root != null) {
                new Installation(root, System.out).remove(_ -> false);
                return CommandLines.FINE;
            }
            requireRoot();
            new LiveSystem(System.out).uninstall();
            return CommandLines.FINE;
        }
    }

    /// `oriel service print`.
    @Command(name = "print", description = "Prints what install would write.", mixinStandardHelpOptions = true, versionProvider = CommandLines.Versions.class)
    static final class Print implements Callable<Integer> {
        @Mixin
        private Words words = new Words();

        @Override
        public Integer call() throws UsageException, IOException {
            var root = words.root();
            UnitTexts.of(words.units(), words.program()).forEach((path, text) -> System.out
                    .println("# " + (root == null ? ROOT : root).resolve(path) + "\n\n" + text));
            return CommandLines.FINE;
        }
    }
}
