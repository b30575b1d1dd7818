package dev.oriel.doctor;

import dev.oriel.config.ConfigException;
import dev.oriel.config.Settings;
import dev.oriel.config.SettingsReader;
import dev.oriel.source.CameraUri;
import dev.oriel.time.Clocks;
import dev.oriel.v4l2.EmulatedCameras;
import dev.oriel.v4l2.KernelClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// An installation with which nothing is wrong until a test changes it, on a machine of its own.
///
/// Threads: the test's.
final class Patient {
    final Path folder;
    final FakeProc proc;
    final EmulatedCameras devices;
    final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> settings = new LinkedHashMap<>();
    Path data;
    Instant now = Instant.now();
    KernelClock sync = KernelClock.SYNCHRONISED;
    /// The real one where real programs are looked for.
    boolean realProc;

    Patient(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        data = Files.createDirectories(folder.resolve("oriel-data"));
        proc = FakeProc.in(Files.createDirectories(folder.resolve("proc")));
        devices = new EmulatedCameras(Files.createDirectories(folder.resolve("dev")));
        set("server.port", "0");
    }

    Patient set(String key, String value) {
        settings.put(key, value);
        return this;
    }

    Findings examine() throws InterruptedException {
        var file = folder.resolve("oriel.yaml");
        var inputs = new SettingsReader.Inputs(settings, Map.of(), folder, Files.exists(file) ? file : null);
        try {
            return examine(SettingsReader.read(inputs, uri -> CameraUri.parse(uri).common()), List.of(), inputs);
        } catch (ConfigException e) {
            return examine(Settings.defaults(), e.problems(), inputs);
        }
    }

    private Findings examine(Settings read, List<String> problems, SettingsReader.Inputs inputs) throws InterruptedException {
        long nowMicros = ChronoUnit.MICROS.between(Instant.EPOCH, now);
        long beganNanos = System.nanoTime();
        var clocks = new Machine.MachineClocks(
                new Clocks(() -> nowMicros + (System.nanoTime() - beganNanos) / 1000, System::nanoTime), () -> sync);
        var machine = new Machine(realProc ? Path.of("/proc") : proc.folder(), environment, devices.posix(), clocks);
        return Doctor.examine(new Examined(read, problems, inputs.files(), data, null), machine);
    }
}
