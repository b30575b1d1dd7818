package dev.oriel;

import dev.oriel.bus.BusCameras;
import dev.oriel.config.Settings;
import dev.oriel.edge.Publications;
import dev.oriel.edge.PublishedCamera;
import dev.oriel.http.TlsPolicy;
import dev.oriel.hub.Camera;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Hub;
import dev.oriel.hub.SettingsPatch;
import dev.oriel.source.CameraUri;
import dev.oriel.source.LocalCamera;
import dev.oriel.source.SourceContext;
import dev.oriel.source.SourceSupervisor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The cameras that the settings name, as they begin, become others, and end: those with a source here, and those that publishers send.
///
/// Threads: those that hold the lock of [Oriel], unless said otherwise. Blocking: a source that ends for another's sake, a few seconds.
final class ConfiguredCameras {

    /// The surroundings that cameras are had in.
    ///
    /// @param bus      the cameras of other processes, or null without a bus
    /// @param replaced told of cameras that are gone, or in whose place another is listed
    /// @param source   the surroundings of each source
    record CamerasContext(Hub hub, Publications publications, @Nullable BusCameras bus, KeptChanges kept,
            Consumer<Camera> replaced,
            ScheduledExecutorService timer, SourceContext source) {}

    private final CamerasContext context;
    /// Those with a source here.
    private final Map<String, LocalCamera> local = new LinkedHashMap<>();

    ConfiguredCameras(CamerasContext context) {
        this.context = context;
    }

    /// The cameras with a source here.
    List<LocalCamera> local() {
        return List.copyOf(local.values());
    }

    /// Takes cameras out of the hub that other settings do not name any more.
    ///
    /// @return those that are to be closed
    List<LocalCamera> unlist(Settings before, Settings next) {
        var gone = local.keySet().stream().filter(name -> !next.cameras().containsKey(name)).map(local::get).toList();
        gone.forEach(this::unlist);
        // One that was published without being configured stays; one that was configured goes with its entry.
        before.cameras().keySet().stream().filter(name -> !next.cameras().containsKey(name)).forEach(this::removePublished);
        return gone;
    }

    private void unlist(LocalCamera camera) {
        context.hub.remove(camera.name());
        local.remove(camera.name());
        context.replaced.accept(camera);
    }

    private void removePublished(String name) {
        context.hub.camera(name).filter(PublishedCamera.class::isInstance).ifPresent(context.replaced);
        context.publications.remove(name);
    }

    /// Begins the cameras of settings, or makes them what these say.
    ///
    /// @return why some cannot be had
    List<String> place(Settings next) {
        var problems = new ArrayList<String>();
        next.cameras().values().forEach(entry -> place(entry, problems));
        return problems;
    }

    /// One that cannot be had costs the others nothing.
    private void place(Settings.CameraEntry entry, List<String> problems) {
        var before = context.hub.camera(entry.name()).orElse(null);
        try {
            place(entry);
        } catch (RuntimeException e) {
            if (!local.containsKey(entry.name()) && !context.publications.has(entry.name())) {
                context.hub.remove(entry.name()); // what ended for this one's sake
            }
            problems.add("cameras." + entry.name() + ": " + e.getMessage());
        }
        if (before != null && context.hub.camera(entry.name()).filter(before::equals).isEmpty()) {
            context.replaced.accept(before);
        }
    }

    /// A camera that becomes one of another kind stays listed until the other is listed in its place: its viewers stay.
    private void place(Settings.CameraEntry entry) {
        var uri = CameraUri.parse(entry.uri());
        var initial = overlaid(entry);
        var camera = local.get(entry.name());
        if (uri.isPublished()) {
            if (isPublishedElsewhere(entry.name())) {
                return; // it is had here as soon as somebody publishes here
            }
            if (camera != null) {
                local.remove(entry.name());
                camera.close();
            }
            releaseOnBus(entry.name());
            context.publications.camera(entry.name(), publishedPlan(entry), initial);
            return;
        }
        context.publications.end(entry.name());
        var plan = new LocalCamera.Plan(uri, entry.enabled(), times(entry), TlsPolicy.parse(entry.tls()),
                entry.initial(), entry.locked(), entry.orient());
        if (camera != null) {
            camera.mpeg(entry.mpeg());
            camera.replan(plan, () -> overlaid(entry));
            return;
        }
        releaseOnBus(entry.name());
        var made = new LocalCamera(context.hub.track(entry.name()), plan, initial, context.timer, context.source,
                context.kept.of(entry));
        made.mpeg(entry.mpeg());
        made.start();
        local.put(entry.name(), made);
        context.hub.add(made);
    }

    private static PublishedCamera.Plan publishedPlan(Settings.CameraEntry entry) {
        return new PublishedCamera.Plan(entry.enabled(), times(entry), entry.mpeg(), entry.locked(), entry.orient());
    }

    private static SourceSupervisor.Times times(Settings.CameraEntry entry) {
        var check = entry.check();
        return new SourceSupervisor.Times(entry.linger(), entry.silence(), check == null ? Duration.ZERO : check);
    }

    private boolean isPublishedElsewhere(String name) {
        var bus = context.bus;
        return bus != null && context.hub.camera(name).filter(bus::isOfPublishers).isPresent();
    }

    private void releaseOnBus(String name) {
        if (context.bus != null) {
            context.bus.release(name);
        }
    }

    private CameraSettings overlaid(Settings.CameraEntry entry) {
        return SettingsPatch.of(entry.initial(), entry.locked()).applyTo(context.kept.overlay(entry.name(), entry.initial()));
    }

    /// The plan of a camera whose name settings give to publishers, or null where they do not. Any thread.
    static BusPublishing.@Nullable Configured forPublishers(Settings settings, String name) {
        var entry = settings.cameras().get(name);
        return entry == null || !CameraUri.parse(entry.uri()).isPublished()
                ? null
                : new BusPublishing.Configured(publishedPlan(entry), SettingsPatch.of(entry.initial(), entry.locked())::applyTo);
    }

    /// Waits until all have ended, a few seconds at most.
    static void close(List<LocalCamera> ending) {
        try (var together = Executors.newVirtualThreadPerTaskExecutor()) {
            ending.forEach(camera -> together.execute(camera::close));
        }
    }

    /// Ends all.
    void close() {
        close(local());
        local.clear();
    }
}
