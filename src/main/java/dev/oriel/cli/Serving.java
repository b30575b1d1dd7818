package dev.oriel.cli;

import dev.oriel.Oriel;
import dev.oriel.auth.BadVariableException;
import dev.oriel.config.ConfigException;
import dev.oriel.config.Settings;
import dev.oriel.config.SettingsReader;
import dev.oriel.config.UsedFiles;
import dev.oriel.files.FileWords;
import dev.oriel.files.Ownership;
import dev.oriel.observe.Logging;
import dev.oriel.observe.Secrets;
import dev.oriel.push.RelayAddress;
import dev.oriel.source.CameraUri;
import dev.oriel.systemd.ServiceState;
import dev.oriel.time.SystemClocks;
import dev.oriel.v4l2.Posix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a server or a recorder from the command line's words until a signal ends it.
final class Serving {
    /// Reads the settings that a camera's address carries.
    static final SettingsReader.AddressReader ADDRESSES = uri -> CameraUri.parse(uri).common();

    private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

    private final SettingsReader.Inputs inputs;
    private final Oriel.Role role;
    private final boolean busOnly;
    private final UsedFiles used = new UsedFiles();
    private final FoundCameras found = new FoundCameras(Posix.system());
    private volatile boolean finds;
    private volatile List<String> leftOut = List.of();

    private Serving(SettingsReader.Inputs inputs, Oriel.Role role, boolean busOnly) {
        this.inputs = inputs;
        this.role = role;
        this.busOnly = busOnly;
    }

    /// Blocks until the process is told to end.
    ///
    /// @param ending tells it
    /// @throws UsageException when the settings cannot be used: every problem, a line each
    /// @throws IOException    when the address cannot be had
    static int serve(ServeOptions options, Ending ending) throws UsageException, IOException, InterruptedException {
        return run(options, ending, Oriel.Role.SERVER, options.isBusOnly());
    }

    /// The same for cameras that servers elsewhere show.
    static int record(CaptureOptions options) throws UsageException, IOException, InterruptedException {
        return run(options, Ending.onSignals(), Oriel.Role.RECORDER, false);
    }

    /// The same for cameras that a relay shows.
    static int push(CaptureOptions options) throws UsageException, IOException, InterruptedException {
        return run(options, Ending.onSignals(), Oriel.Role.EDGE, false);
    }

    private static int run(CaptureOptions options, Ending ending, Oriel.Role role, boolean busOnly)
            throws UsageException, IOException, InterruptedException {
        var folder = Path.of("");
        var inputs = new SettingsReader.Inputs(options.asSettings(), System.getenv(), folder, options.config());
        try {
            boolean serves = role == Oriel.Role.SERVER;
            options.checkData();
            var serving = new Serving(inputs, role, busOnly);
            var files = inputs.fingerprint();
            var settings = serving.read();
            serving.requireWhatItTakes(settings);
            Logging.format(settings.log().format());
            logToFile(settings.log().file());
            serving.tellOfLeftOut();
            inputs.files().stream().filter(Ownership::isWritableByAll).forEach(file -> LOG.warn(
                    "{}: everybody on this machine may write it, and so have any command run: chmod o-w {}", file, file));
            try (var oriel = new Oriel(settings, options.data(), role, SystemClocks.NANOS).start();
                    var devices = serving.watchDevices(oriel);
                    var service = ServiceState.of(System.getenv(), SystemClocks.NANOS)) {
                oriel.watch(serving.fingerprint(files), () -> serving.fingerprint(inputs.fingerprint()), serving::readAgain);
                if (serves) {
                    Greeting.print(System.out, oriel, settings);
                    devices.tell(System.out);
                } else {
                    Greeting.printWithoutServer(System.out, oriel, settings, role);
                }
                service.ready(oriel.loops(), () -> Greeting.status(oriel));
                ending.await();
            }
            return CommandLines.FINE;
        } catch (ConfigException e) {
            throw new UsageException("these settings cannot be used:\n  " + String.join("\n  ", e.problems()));
        } catch (BadVariableException e) {
            throw new UsageException("these variables cannot be used:\n  " + String.join("\n  ", e.problems()));
        } catch (IOException e) {
            if (Logging.isInFile()) {
                LOG.error("{}", e.getMessage()); // nobody may see the standard error of a program that logs to a file
            }
            throw e;
        } finally {
            ending.finished();
        }
    }

    private static void logToFile(Settings.@Nullable LogFile file) throws IOException {
        if (file != null) {
            try {
                Logging.toFile(Path.of(file.path()).toAbsolutePath(), file.mostBytes(), file.kept());
            } catch (IOException e) {
                throw new IOException("log.file " + file.path() + ": cannot be written: " + FileWords.of(e), e);
            }
        }
    }

    private void requireWhatItTakes(Settings settings) throws UsageException {
        if (role == Oriel.Role.RECORDER && settings.bus() == null) {
            throw new UsageException("record needs a bus: --bus redis://HOST:PORT, or bus.url in the settings");
        } else if (role == Oriel.Role.EDGE && settings.push() == null) {
            throw new UsageException("push needs a relay: --to URL, or push.to in the settings");
        } else if (role != Oriel.Role.SERVER && settings.cameras().isEmpty()) {
            throw new UsageException((role == Oriel.Role.EDGE ? "push" : "record")
                    + " needs a camera: --camera NAME=URI, or cameras in the settings"
                    + (leftOut.isEmpty() ? "" : ", other than those with publish:"));
        }
    }

    private Settings read() throws ConfigException {
        var settings = busOnly ? ofTheBus(read(inputs)) : read(inputs);
        finds = role == Oriel.Role.SERVER && settings.cameras().isEmpty() && settings.bus() == null;
        if (finds) {
            found.begin();
            var words = new LinkedHashMap<>(found.settings());
            words.putAll(inputs.commandLine());
            settings = read(new SettingsReader.Inputs(words, inputs.environment(), inputs.folder(), inputs.file()));
        }
        checkRelay(settings.push());
        return role == Oriel.Role.SERVER ? settings : withoutPublished(settings);
    }

    /// Recorders and edges listen on no port, so nobody can publish there: such cameras of a settings file are those of a server that
    /// reads the same file, and one of the command line is a mistake.
    private Settings withoutPublished(Settings settings) throws ConfigException {
        var published = settings.cameras().values().stream().filter(Serving::isPublished).toList();
        var problems = published.stream()
                .filter(camera -> inputs.commandLine().containsKey("cameras." + camera.name() + ".uri"))
                .map(camera -> "cameras." + camera.name() + ".uri = \"" + Secrets.maskAddress(camera.uri())
                        + "\": nobody can publish to a recorder or an edge: allowed: every other kind of source, or publish to a server")
                .toList();
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        leftOut = published.stream().map(Settings.CameraEntry::name).toList();
        return settings.withCameras(camera -> !isPublished(camera));
    }

    private static boolean isPublished(Settings.CameraEntry camera) {
        return CameraUri.parse(camera.uri()).isPublished();
    }

    private Settings readAgain() throws ConfigException {
        var before = leftOut;
        var settings = read();
        if (!leftOut.equals(before)) {
            tellOfLeftOut();
        }
        return settings;
    }

    private void tellOfLeftOut() {
        if (!leftOut.isEmpty()) {
            LOG.info("{}: left to a server, since nobody can publish to a recorder or an edge", String.join(", ", leftOut));
        }
    }

    /// The same settings without the cameras that a recorder beside this server takes.
    private static Settings ofTheBus(Settings settings) throws ConfigException {
        if (settings.bus() == null) {
            throw new ConfigException(List.of("--bus-only: allowed: with --bus redis://HOST:PORT, or bus.url in the settings"));
        }
        return settings.withCameras(Serving::isPublished);
    }

    /// A key and pictures of a home go through the network in the clear only where somebody has said so.
    static void checkRelay(Settings.@Nullable Push push) throws ConfigException {
        if (push == null) {
            return;
        }
        var named = "push.to = \"" + Secrets.maskAddress(push.to()) + "\": ";
        try {
            var relay = RelayAddress.parse(push.to());
            if (relay.isElsewhere() && !relay.secure() && !push.plain()) {
                throw new ConfigException(List.of(named + "everybody on the way could read the key and the pictures: allowed:"
                        + " https://, or --plain (push.plain: true) where the network is safe"));
            }
        } catch (IllegalArgumentException e) {
            throw new ConfigException(List.of(named + e.getMessage()));
        }
    }

    private Settings read(SettingsReader.Inputs from) throws ConfigException {
        return SettingsReader.read(from, ADDRESSES, used);
    }

    /// Looks for devices while none is configured.
    private DeviceWatch watchDevices(Oriel oriel) {
        return new DeviceWatch(found, () -> finds, () -> oriel.hub().camera(FoundCameras.TEST)
                .filter(test -> test.track().wanted() || test.track().subscriptions() > 0).isPresent()).start();
    }

    /// What changes when one of the settings' files does, or a device comes.
    private Object fingerprint(Object files) {
        return List.of(files, finds ? found.settings() : Map.of());
    }
}
