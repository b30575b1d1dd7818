package dev.oriel;

import dev.oriel.bus.BusCameras;
import dev.oriel.bus.BusRecorder;
import dev.oriel.bus.Publishers;
import dev.oriel.bus.Rival;
import dev.oriel.edge.Elsewhere;
import dev.oriel.edge.Publications;
import dev.oriel.edge.PublishedCamera;
import dev.oriel.hub.Camera;
import dev.oriel.hub.CameraSetting;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Hub;
import dev.oriel.limits.PictureLimits;
import dev.oriel.observe.Bulkhead;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The cameras that are published to a server of a bus: seen at all other servers, and had by one of them at a time.
///
/// A name's camera is listed as a published one where its publisher is, and as one of the bus everywhere else. Who has the name is decided
/// by its lease on the bus: a server that finds another one there shows that one's.
///
/// Threads: any; what waits runs on threads of its own.
final class BusPublishing implements Publishers, Elsewhere {
    private static final Logger LOG = LoggerFactory.getLogger(BusPublishing.class);
    private static final Bulkhead BULKHEAD = new Bulkhead(LOG, "a published camera on its way to the bus");

    /// The surroundings that it works on.
    ///
    /// @param waiting runs what waits
    /// @param configured what the settings say of a name that they give to publishers, else null
    /// @param keep    remembers a camera's settings; waits for a disk
    /// @param replaced told of cameras in whose place another is listed
    /// @param limits  what a picture may cost
    record Parts(Hub hub, BusCameras cameras, Publications publications, Executor waiting,
            Function<String, @Nullable Configured> configured, BiConsumer<String, CameraSettings> keep, Consumer<Camera> replaced,
            PictureLimits limits) {}

    /// A name that the settings give to publishers.
    ///
    /// @param locked puts over other settings what these may not change
    record Configured(PublishedCamera.Plan plan, UnaryOperator<CameraSettings> locked) {}

    private final Parts parts;
    private final Set<String> ceding = ConcurrentHashMap.newKeySet();
    private @Nullable BusRecorder recorder;

    BusPublishing(Parts parts) {
        this.parts = parts;
    }

    /// Names who brings the cameras to the bus, and begins.
    synchronized void by(BusRecorder bus) {
        recorder = bus;
        parts.publications.elsewhere(this);
    }

    /// Brings the cameras to the bus that are published now, and no others. To be called a few times a second.
    synchronized void look() {
        if (recorder != null) {
            recorder.cameras(parts.hub.cameras().stream().filter(PublishedCamera.class::isInstance)
                    .filter(camera -> parts.publications.has(camera.name())).toList());
        }
    }

    // --- as the bus sees it

    @Override
    public boolean isPublished(Camera camera) {
        return camera instanceof PublishedCamera published && published.isPublished();
    }

    @Override
    public void cede(Camera camera, Rival rival) {
        var name = camera.name();
        boolean isOurs = rival.isRecorder() && parts.configured.apply(name) != null; // as a source of this process would be
        if (!isOurs && ceding.add(name)) {
            parts.waiting.execute(BULKHEAD.around(() -> {
                try {
                    cedeNow(camera, rival);
                } finally {
                    ceding.remove(name);
                }
            }));
        }
    }

    private void cedeNow(Camera camera, Rival rival) {
        var name = camera.name();
        if (parts.hub.camera(name).filter(camera::equals).isEmpty() || !parts.publications.cede(name)) {
            return;
        }
        look();
        if (parts.cameras.takeOver(camera, rival)) {
            LOG.info("{}: not published here any more, {} has the name", name, rival.name());
        } else {
            parts.hub.remove(camera);
        }
        parts.replaced.accept(camera);
        parts.hub.announceChanges();
    }

    // --- as publishers see it

    @Override
    public boolean isOfPublishers(Camera camera) {
        return parts.cameras.isOfPublishers(camera);
    }

    @Override
    public boolean yields(Camera camera) {
        return parts.cameras.yields(camera);
    }

    @Override
    public @Nullable Handover handOver(Camera camera) {
        var settings = parts.cameras.handOver(camera);
        if (settings == null) {
            return null;
        }
        var configured = parts.configured.apply(camera.name());
        var possible = possible(settings);
        return configured == null
                ? new Handover(null, possible)
                : new Handover(configured.plan, configured.locked.apply(possible));
    }

    /// Settings that came over the bus, without a size that is larger than pictures may be.
    private CameraSettings possible(CameraSettings said) {
        var size = said.size();
        return size == null || (long) size.width() * size.height() <= parts.limits.mostPixels().getAsInt()
                ? said
                : said.with(CameraSetting.SIZE, null);
    }

    @Override
    public void listed(Camera camera, @Nullable Camera before) {
        parts.waiting.execute(BULKHEAD.around(() -> {
            look();
            if (before != null) {
                replaced(before, camera);
            }
        }));
    }

    private void replaced(Camera before, Camera now) {
        parts.replaced.accept(before);
        parts.hub.announceChanges();
        try {
            parts.keep.accept(now.name(), now.appliedHere());
        } catch (UncheckedIOException e) {
            LOG.error("{}: {}", now.name(), e.getMessage());
        }
    }

    /// Waits for publishers of that name here, where the settings say so and the server that had it is gone. Blocking.
    void waitAgain(String name) {
        var configured = parts.configured.apply(name);
        var camera = parts.hub.camera(name).orElse(null);
        var handover = camera == null || configured == null || !parts.cameras.isAbandoned(name) ? null : handOver(camera);
        if (camera != null && configured != null && handover != null) {
            replaced(camera, parts.publications.camera(name, configured.plan, handover.settings()));
            look();
        }
    }
}
