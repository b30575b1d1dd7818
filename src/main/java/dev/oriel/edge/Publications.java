package dev.oriel.edge;

import dev.oriel.auth.KeyStore;
import dev.oriel.frame.Codec;
import dev.oriel.hub.Camera;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Hub;
import dev.oriel.hub.MpegSettings;
import dev.oriel.hub.Track;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.limits.PictureLimits;
import dev.oriel.observe.LogOncePerKey;
import dev.oriel.orient.OrientPlan;
import dev.oriel.source.LocalCamera;
import dev.oriel.source.Source;
import dev.oriel.source.SourceSupervisor;
import dev.oriel.time.Clocks;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The registry of what is published to this server: names and their cameras, rules, and limits.
///
/// A camera is made by the first understood bytes under its name, or by the settings. One that the settings do not name stays for a
/// while after its publisher has gone ([Rules#forget]).
///
/// Threads: any.
public final class Publications implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Publications.class);
    private static final Duration LINGER = Duration.ofSeconds(7);

    /// What it is made of.
    ///
    /// @param rules  as they stand
    /// @param limits what a picture may cost
    /// @param memory what is sent is taken from
    public record Parts(Hub hub, KeyStore keys, Supplier<Rules> rules,
            Threads threads, Clocks clocks, Kept kept, PictureLimits limits, MemoryBudget memory) {}

    /// @param timer   one thread, shared by all cameras
    /// @param waiting runs what waits for a source to end
    public record Threads(ScheduledExecutorService timer, Executor waiting) {}

    /// @param silence an upload that sends nothing for so long is cut off
    /// @param names   cameras that one owner, a key or an address without keys, may have published at a time
    /// @param forget  how long a camera that the settings do not name stays without a publisher
    public record Rules(Duration silence, DuplicatePublisherPolicy second, int names, Duration forget) {}

    /// What was changed on a camera while running.
    ///
    /// @param overlay puts it over a camera's settings, by its name
    /// @param memory  remembers it, by the camera's name
    public record Kept(Function<String, UnaryOperator<CameraSettings>> overlay,
            Function<String, LocalCamera.CameraMemory> memory) {}

    private final Parts parts;
    private final LogOncePerKey refused;
    private final Set<Publisher> publishers = ConcurrentHashMap.newKeySet();
    private final Set<PublishedCamera> cameras = ConcurrentHashMap.newKeySet();
    private final PublishedNames names = new PublishedNames();
    private final PublisherCounts counts = new PublisherCounts();
    private final EdgeLinks edges;
    /// Cameras that are being forgotten, each done when it is gone.
    private final Map<String, CompletableFuture<Boolean>> leaving = new ConcurrentHashMap<>();
    private volatile Elsewhere elsewhere = Elsewhere.NOWHERE;

    public Publications(Parts parts) {
        this.parts = parts;
        refused = new LogOncePerKey(LOG, "refused publishers", parts.clocks.nanoTime());
        edges = new EdgeLinks(this, parts.clocks.nanoTime());
    }

    /// Follows the keys from now on: one that is revoked ends what goes on with it.
    public void start() {
        parts.keys.onChange(this::dropRevoked);
    }

    /// Names the other servers to which somebody may publish. Before the first publisher comes.
    public void elsewhere(Elsewhere others) {
        elsewhere = others;
    }

    /// The connections of edges.
    public EdgeLinks edges() {
        return edges;
    }

    // --- cameras

    /// Makes the camera of that name for the settings, or gives the one that there is another plan and other settings. Blocking: where
    /// one of that name is being forgotten, until it is gone.
    ///
    /// @throws IllegalStateException when there cannot be more cameras
    public PublishedCamera camera(String name, PublishedCamera.Plan plan, CameraSettings settings) {
        var gone = leaving.get(name);
        if (gone != null) {
            gone.join();
        }
        synchronized (this) {
            var track = parts.hub.track(name);
            names.gone(name);
            var known = published(name);
            if (known != null) {
                known.replan(plan, settings);
                return known;
            }
            return made(track, plan, settings);
        }
    }

    private PublishedCamera made(Track track, PublishedCamera.Plan plan, CameraSettings settings) {
        var name = track.name();
        var made = new PublishedCamera(track, new Track(name, track.index(), Codec.MPEG_TS, parts.clocks), plan, settings,
                parts.threads.timer,
                parts.kept.memory.apply(name), parts.limits);
        made.start();
        cameras.add(made);
        parts.hub.add(made);
        return made;
    }

    /// Forgets cameras that nobody has published for long enough. To be called about once a second; does not wait.
    public void forgetIdle() {
        for (var name : names.due(parts.rules.get().forget, clocks().nowNanos())) {
            var camera = published(name);
            if (camera != null && camera.endIfIdle()) {
                forget(camera);
            }
        }
    }

    /// The camera stays listed until its source has ended, so that no other of its name begins meanwhile.
    private void forget(PublishedCamera camera) {
        var name = camera.name();
        var gone = new CompletableFuture<Boolean>();
        leaving.put(name, gone);
        names.gone(name);
        cameras.remove(camera);
        parts.threads.waiting.execute(() -> {
            try {
                camera.close();
            } finally {
                parts.hub.remove(camera);
                leaving.remove(name);
                gone.complete(true);
                parts.hub.announceChanges();
            }
            LOG.info("{}: forgotten, nobody has published it for a while", name);
        });
    }

    /// Takes the camera of that name away, where it is one of these.
    public void remove(String name) {
        if (end(name)) {
            parts.hub.remove(name);
        }
    }

    /// Ends the camera of that name, where it is one of these; it stays listed until another is listed in its place.
    ///
    /// @return false when there is none
    public boolean end(String name) {
        var camera = published(name);
        if (camera == null) {
            return false;
        }
        cameras.remove(camera);
        names.gone(name);
        camera.close();
        return true;
    }

    /// Ends the camera of that name as [#end] does, for another server has the name now: its publishers are told so.
    public boolean cede(String name) {
        publishers.stream().filter(one -> one.camera().equals(name)).forEach(one -> one.cut(Elsewhere.published()));
        return end(name);
    }

    /// True when the camera of that name is one of these, and has not ended.
    public boolean has(String name) {
        return published(name) != null;
    }

    private @Nullable PublishedCamera published(String name) {
        return parts.hub.camera(name).orElse(null) instanceof PublishedCamera camera && cameras.contains(camera) ? camera : null;
    }

    // --- publishers

    /// Begins an upload.
    ///
    /// @param whenCut told why the upload is cut off, on any thread; tells the sender and closes it, and does not wait
    /// @throws RefusedException when this sender may not publish under that name now
    public Upload open(String name, Sender sender, Consumer<RefusedException> whenCut) throws RefusedException {
        return begun(name, sender, memory -> new Upload(this, name, sender, whenCut, memory));
    }

    /// Begins an uplink, which takes its place at once: its publisher may send nothing until somebody watches.
    ///
    /// @param hasHeaders true where a header stands in front of each picture
    /// @throws RefusedException when this sender may not publish under that name now
    public Uplink openUplink(String name, Sender sender, boolean hasHeaders, Uplink.Connection connection)
            throws RefusedException {
        var uplink = begun(name, sender, memory -> new Uplink(this, name, sender, connection, hasHeaders, memory));
        try {
            uplink.open();
            return uplink;
        } catch (RefusedException | RuntimeException e) {
            uplink.close();
            throw e;
        }
    }

    private <T extends Publisher> T begun(String name, Sender sender, Function<PublisherMemory, T> made) throws RefusedException {
        if (!Hub.isName(name)) {
            throw new RefusedException(RefusedException.Reason.NAME,
                    "a camera's name has 1 to 32 lower-case letters, digits and dashes");
        }
        var camera = parts.hub.camera(name).orElse(null);
        var rules = parts.rules.get();
        if (camera instanceof PublishedCamera published) {
            published.admit(sender, null, rules.second, clocks().nowNanos());
        } else if (camera != null && !elsewhere.yields(camera)) {
            throw elsewhere.taken(camera);
        } else {
            checkNames(sender, rules);
        }
        counts.come(name, sender, 2 * rules.names);
        T publisher;
        try {
            publisher = made.apply(new PublisherMemory(parts.memory));
        } catch (RefusedException e) {
            counts.leave(name, sender);
            throw e;
        }
        publishers.add(publisher);
        dropRevoked(); // It may have been revoked since it was looked up.
        return publisher;
    }

    /// Another sender stands behind an uplink from now on.
    ///
    /// @throws RefusedException when that one has too many; nothing has changed then
    void identified(String name, Sender before, Sender next) throws RefusedException {
        counts.leave(name, before);
        try {
            counts.come(name, next, 2 * parts.rules.get().names);
        } catch (RefusedException e) {
            counts.come(name, before, Integer.MAX_VALUE);
            throw e;
        }
    }

    private void checkNames(Sender sender, Rules rules) throws RefusedException {
        if (names.of(sender.owner()) >= rules.names) {
            throw new RefusedException(RefusedException.Reason.NAMES, "there are " + rules.names + " cameras already that "
                    + sender.words() + " has published (ingest.names); they go some time after their publisher (ingest.forget)");
        }
    }

    /// Uploads that go on.
    public int uploads() {
        return publishers.size();
    }

    void dropRevoked() {
        edges.dropRevoked(parts.keys);
        for (var publisher : publishers) {
            var key = publisher.sender().key();
            if (key != null && !parts.keys.holds(key)) {
                publisher.cut(new RefusedException(RefusedException.Reason.REVOKED, "the key was revoked"));
            }
        }
    }

    // --- for the connections

    /// Has a publisher take its place at the camera of its name, which is made where there is none.
    ///
    /// @param pictures see [Intake#open]
    /// @throws RefusedException when there is no place for it
    PublishedCamera enter(Publisher publisher, Intake.Content content, Source pictures) throws RefusedException {
        var camera = place(publisher.camera(), publisher.sender());
        camera.take(publisher, content, pictures, rules().second(), clocks().nowNanos());
        publishers.add(publisher);
        names.published(publisher.camera());
        return camera;
    }

    private synchronized PublishedCamera place(String name, Sender sender) throws RefusedException {
        var camera = parts.hub.camera(name).orElse(null);
        if (camera instanceof PublishedCamera there) {
            return there;
        }
        checkNames(sender, parts.rules.get());
        var handover = camera == null ? null : handedOver(camera);
        try {
            var made = handover == null ? made(name, sender) : made(handover, name, sender);
            elsewhere.listed(made, camera);
            return made;
        } catch (IllegalStateException e) {
            throw new RefusedException(RefusedException.Reason.FULL, "there cannot be more cameras for now", Hub.NUMBERS_REST);
        } finally {
            forgetIdle(); // one more may be one too many of those that nobody publishes
        }
    }

    private PublishedCamera made(String name, Sender sender) {
        var made = made(parts.hub.publishedTrack(name), usual(),
                parts.kept.overlay.apply(name).apply(CameraSettings.titled(name)));
        names.made(name, sender.owner());
        return made;
    }

    private Elsewhere.Handover handedOver(Camera camera) throws RefusedException {
        var handover = elsewhere.handOver(camera);
        if (handover == null) {
            throw elsewhere.taken(camera);
        }
        return handover;
    }

    /// With the settings that it had at the other server, which may hide something.
    private PublishedCamera made(Elsewhere.Handover handover, String name, Sender sender) {
        var plan = handover.plan();
        if (plan != null) {
            return made(parts.hub.track(name), plan, handover.settings());
        }
        var made = made(parts.hub.publishedTrack(name), usual(), handover.settings());
        names.made(name, sender.owner());
        return made;
    }

    /// Of a camera that the settings do not name: its pictures may be as far apart as its sender may be silent.
    private PublishedCamera.Plan usual() {
        return new PublishedCamera.Plan(true, new SourceSupervisor.Times(LINGER, parts.rules.get().silence),
                MpegSettings.DEFAULT, Set.of(), OrientPlan.NONE);
    }

    PictureLimits limits() {
        return parts.limits;
    }

    MemoryBudget memory() {
        return parts.memory;
    }

    Rules rules() {
        return parts.rules.get();
    }

    Clocks clocks() {
        return parts.clocks;
    }

    /// A publisher sends nonsense.
    void failed(Publisher publisher, String cause) {
        var name = publisher.camera();
        var words = publisher.sender().words();
        var camera = published(name);
        if (camera == null || !camera.failed(publisher, cause)) {
            refused.warn(name + " " + words, name + ": " + words + " was refused: " + cause);
        }
    }

    void closed(Publisher publisher) {
        var name = publisher.camera();
        if (publishers.remove(publisher) && publisher.edge() == null) { // an edge's cameras are counted as names alone
            counts.leave(name, publisher.sender());
        }
        var camera = published(name);
        if (camera != null && !camera.isPublished()) {
            names.idle(name, clocks().nowNanos());
        }
    }

    /// Ends every camera. After the connections have.
    @Override
    public void close() {
        publishers.forEach(Publisher::close);
        cameras.forEach(camera -> {
            parts.hub.remove(camera.name());
            camera.close();
        });
        cameras.clear();
    }
}
