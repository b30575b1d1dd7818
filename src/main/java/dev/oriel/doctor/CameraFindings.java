package dev.oriel.doctor;

import dev.oriel.config.Settings;
import dev.oriel.http.TlsPolicy;
import dev.oriel.hub.Camera;
import dev.oriel.hub.Hub;
import dev.oriel.hub.TrackState;
import dev.oriel.limits.PictureLimits;
import dev.oriel.source.CameraTrial;
import dev.oriel.source.CameraUri;
import dev.oriel.source.SourceContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/// Checks of each camera: by its state where it runs, else by one try.
final class CameraFindings {
    private static final Duration ONE_TRY = Duration.ofSeconds(8);
    /// Libraries may have to be unpacked first, and a source may be slow to end.
    private static final Duration WITH_PREPARATION = Duration.ofSeconds(25);
    /// Sources that serve one program at a time.
    private static final Set<String> UNSHARED = Set.of("v4l2", "libcamera", "exec");

    private CameraFindings() {
    }

    static List<Check> checks(Examined examined, Machine machine) {
        var hub = examined.running();
        return hub == null ? trials(examined, machine) : states(hub);
    }

    // --- in a running server

    private static List<Check> states(Hub hub) {
        return hub.cameras().stream().map(camera -> new Check(subject(camera.name()), () -> List.of(state(camera)))).toList();
    }

    private static String subject(String name) {
        return "camera " + name;
    }

    private static Finding state(Camera camera) {
        var subject = subject(camera.name());
        var state = camera.track().state();
        var cause = state.cause();
        return switch (state.phase()) {
            case LOST ->
                Finding.problem(subject, Objects.requireNonNullElse(cause, "lost"), CameraRemedies.of(String.valueOf(cause)));
            case OFF -> Finding.ok(subject, "switched off in the settings");
            case LIVE -> cause == null
                    ? Finding.ok(subject, "live")
                    : Finding.note(subject, "live; " + cause, "another size in the settings");
            case IDLE, STARTING -> Finding.ok(subject, idle(state));
        };
    }

    private static String idle(TrackState state) {
        return state.phase().word() + (state.cause() == null
                ? ": nobody watches, so it is not known whether it works; cameras.NAME.check has it looked at"
                : ": " + state.cause());
    }

    // --- by one try

    private static List<Check> trials(Examined examined, Machine machine) {
        var all = new ArrayList<Check>();
        var servers = machine.programs().listening(examined.settings().server().port()).stream()
                .filter(RunningPrograms.Program::isOriel).toList();
        for (var entry : examined.settings().cameras().values()) {
            all.add(new Check(subject(entry.name()), WITH_PREPARATION,
                    () -> List.of(tried(entry, examined.settings(), servers, machine))));
        }
        return all;
    }

    /// @param servers processes of Oriel that listen on the settings' port, as far as this user may know
    private static Finding tried(Settings.CameraEntry entry, Settings settings, List<RunningPrograms.Program> servers,
            Machine machine)
            throws InterruptedException {
        var subject = subject(entry.name());
        var uri = CameraUri.parse(entry.uri());
        int port = settings.server().port();
        if (!entry.enabled()) {
            return Finding.ok(subject, "switched off in the settings");
        } else if (uri.isPublished()) {
            return Finding.ok(subject, "it waits for a publisher");
        } else if (UNSHARED.contains(uri.scheme()) && (!servers.isEmpty() || OrielProbe.answers(port))) {
            return Finding.ok(subject, "not tried, because " + (servers.isEmpty() ? "Oriel" : RunningPrograms.words(servers))
                    + " runs; its pages show the state");
        }
        try {
            var usual = PictureLimits.usual();
            var trial = new CameraTrial(entry.name(), uri, TlsPolicy.parse(entry.tls()), entry.initial(),
                    new SourceContext(machine.time().clocks(),
                            new PictureLimits(() -> settings.limits().pixels(), usual.memory())));
            var given = trial.run(ONE_TRY);
            return Finding.ok(subject, String.format(Locale.ROOT, "a picture of %dx%d after %.1f s", given.size().width(),
                    given.size().height(), given.afterMillis() / 1000.0));
        } catch (IOException e) {
            var cause = String.valueOf(e.getMessage());
            var holders = cause.startsWith("busy")
                    ? machine.programs().holding(Path.of(uri.target()))
                    : List.<RunningPrograms.Program>of();
            return Finding.problem(subject, uri.masked() + ": " + cause + DeviceFindings.by(holders), CameraRemedies.of(cause));
        }
    }
}
