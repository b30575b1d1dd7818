package dev.oriel.cli;

import dev.oriel.Oriel;
import dev.oriel.auth.AccountStore;
import dev.oriel.config.Settings;
import dev.oriel.config.SettingsText;
import dev.oriel.config.WrittenKeys;
import dev.oriel.doctor.ReachCheck;
import dev.oriel.doctor.RelayCheck;
import dev.oriel.files.WholeFile;
import dev.oriel.push.RelayAddress;
import dev.oriel.systemd.Installation;
import dev.oriel.systemd.LiveSystem;
import dev.oriel.systemd.ServiceUnit;
import dev.oriel.time.SystemClocks;
import dev.oriel.tls.MachineNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `oriel setup`: questions that end in a working installation. All of them come first; then everything is written, started and tried.
@Command(name = "setup", description = "Asks what is to be shown and to whom, writes the settings and the account, and tries it. Every answer is an option, too.", mixinStandardHelpOptions = true, versionProvider = CommandLines.Versions.class, sortOptions = false)
final class SetupCommand implements Callable<Integer> {
    private static final Duration START_WITHIN = Duration.ofMinutes(3);
    private static final int INTERRUPTED = 130;

    @Mixin
    private SetupWords words = new SetupWords();

    @Override
    public Integer call() throws UsageException, IOException {
        var place = SetupPlace.here();
        var program = ServiceCommand.launcher();
        var answers = new SetupQuestions(words, place).ask();
        if (answers.startsAtBoot() && place.isSystem()) {
            LiveSystem.requireFit(program);
        } else if (answers.startsAtBoot() && !Crontab.isThere()) {
            throw new UsageException(
                    "--service: allowed: where there is systemd, as root; or where there is crontab, as another user");
        }
        Signals.on("INT", () -> System.out.println("A moment: it is being written.")); // half of it is worse than all of it
        write(place, program, answers);
        Signals.on("INT", () -> Runtime.getRuntime().halt(INTERRUPTED));
        return check(place, program, answers) ? CommandLines.FINE : CommandLines.FAILED;
    }

    // --- writing

    private static void write(SetupPlace place, Path program, SetupAnswers answers) throws IOException {
        if (place.isSystem() && answers.startsAtBoot()) {
            new LiveSystem(System.out).install(units(place, answers), program);
        }
        var key = answers.key();
        if (key != null) {
            WholeFile.write(place.key(), key.secret() + "\n", rights(place));
            System.out.println("Written: " + place.key());
        }
        if (!answers.settings().isEmpty()) {
            writeSettings(place, answers.settings());
        }
        var account = answers.account();
        if (account != null) {
            new AccountStore(place.data(), Map.of(), SystemClocks.INSTANTS).add(account.name(), null, Set.of(), account.hash());
            System.out.println("Made: the account " + account.name());
        }
        if (!place.isSystem() && answers.startsAtBoot()) {
            Crontab.put(Crontab.line(program, word(answers), place.folder()), place.folder());
            System.out.println("Written: the line of your crontab that starts it at boot");
        }
    }

    private static void writeSettings(SetupPlace place, Map<String, String> settings) throws IOException {
        var file = place.settings();
        if (Files.exists(file) && !Installation.isUntouched(file)) {
            Files.move(file, file.resolveSibling(file.getFileName() + ".old"), StandardCopyOption.REPLACE_EXISTING);
        }
        WholeFile.write(file, "# Written by \"oriel setup\". docs/configuration.md and oriel.example.yaml have every key.\n\n"
                + SettingsText.of(settings), rights(place));
        System.out.println("Written: " + file);
    }

    /// Passwords of cameras stand in settings: nobody reads them but their owner, and the group of the services.
    private static Set<PosixFilePermission> rights(SetupPlace place) {
        return PosixFilePermissions.fromString(place.isSystem() ? "rw-r-----" : "rw-------");
    }

    private static Set<ServiceUnit> units(SetupPlace place, SetupAnswers answers) throws IOException {
        return ServiceUnit.fitting(answers.settings().isEmpty() ? WrittenKeys.in(place.settings()) : answers.settings());
    }

    private static String word(SetupAnswers answers) {
        return answers.relay() == null ? "serve" : "push";
    }

    // --- trying

    private static boolean check(SetupPlace place, Path program, SetupAnswers answers) throws UsageException, IOException {
        boolean isUp = !place.isSystem() || !answers.startsAtBoot() || new LiveSystem(System.out).start(units(place, answers));
        var relay = answers.relay();
        if (relay != null) {
            checkRelay(place, answers, RelayAddress.parse(relay));
        } else {
            checkServer(place, answers);
        }
        if (!place.isSystem() || !answers.startsAtBoot()) {
            System.out.println("Start it: cd " + place.folder() + " && " + program + " " + word(answers)
                    + (place.isSystem() ? " --config " + place.settings() + " --data " + place.data() : ""));
        }
        return isUp;
    }

    private static void checkRelay(SetupPlace place, SetupAnswers answers, RelayAddress relay)
            throws UsageException, IOException {
        var cameras = pushed(place.read());
        tellOfTheKey(place, answers, cameras);
        var doubt = RelayCheck.doubt(relay, System.getenv(), SystemClocks.NANOS);
        System.out.println(doubt.isEmpty() ? "Checked: the relay answers. Open:" : "Not checked: " + doubt + "\nThen open:");
        cameras.forEach(camera -> System.out.println("  " + relay.watchPage(camera)));
    }

    private static List<String> pushed(Settings settings) {
        var push = settings.push();
        return settings.cameras().keySet().stream()
                .filter(name -> push == null || push.cameras().isEmpty() || push.cameras().contains(name)).toList();
    }

    private static void tellOfTheKey(SetupPlace place, SetupAnswers answers, List<String> cameras) {
        var key = answers.key();
        if (key != null && key.isMade()) {
            var machine = MachineNames.find().names().stream().filter(name -> name.matches("[a-z0-9-]{1,32}")).findFirst();
            System.out.println("Until the relay knows the key there is no picture. Type there, with " + place.key()
                    + " of this machine as standard input:");
            System.out.println("  oriel key add " + machine.orElse("edge") + " --secret-stdin"
                    + cameras.stream().map(camera -> " --camera " + camera).collect(Collectors.joining()));
            System.out.println("and behind that, where the relay is a service: --data " + SetupPlace.SERVICE_DATA);
        }
    }

    private static void checkServer(SetupPlace place, SetupAnswers answers) throws UsageException, IOException {
        var settings = place.read();
        if (place.isSystem() && answers.startsAtBoot()) {
            ReachCheck.require(local(settings, settings.server().port()), START_WITHIN, SystemClocks.NANOS);
        } else {
            try (var trial = new Oriel(settings, place.data()).start()) {
                ReachCheck.require(local(settings, trial.port()), Duration.ofSeconds(20), SystemClocks.NANOS);
            }
        }
        System.out.println("Checked: it answers. Open:");
        addresses(settings).forEach(address -> System.out.println("  " + address));
        var host = settings.server().host();
        boolean isOpen = !settings.auth().locks()
                && new AccountStore(place.data(), Map.of(), SystemClocks.INSTANTS).list().isEmpty();
        if (isOpen && !MachineNames.isLoopback(host)) {
            System.out.println(Greeting.WARNING + " oriel user add NAME --data " + place.data() + " makes one.");
        }
    }

    private static String local(Settings settings, int port) {
        return Greeting.address("http", isWildcard(settings) ? "127.0.0.1" : settings.server().host(), port);
    }

    private static boolean isWildcard(Settings settings) {
        return Greeting.isWildcard(settings.server().host());
    }

    private static List<String> addresses(Settings settings) {
        var scheme = settings.server().tls() == null ? "http" : "https";
        var found = isWildcard(settings) ? MachineNames.find().networkAddresses() : List.of(settings.server().host());
        return (found.isEmpty() ? List.of("127.0.0.1") : found).stream()
                .map(host -> Greeting.address(scheme, host, settings.server().port())).toList();
    }
}
