package dev.oriel.bus;

import dev.oriel.auth.LoginLimiter;
import dev.oriel.auth.Sessions;
import dev.oriel.bus.Command.Answer;
import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.Camera;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Hub;
import dev.oriel.hub.TrafficCount;
import dev.oriel.observe.Bulkhead;
import dev.oriel.time.Clocks;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The bus's cameras in this process's hub: each is listed when a recorder first speaks of it, and stays.
///
/// Implementation notes. Three connections, each with a thread of its own. *listen* hears what recorders say and, of watched cameras,
/// that there is a newer frame. *tell* says each second which cameras somebody here watches, and at once when that changes; it sends
/// commands, and as it begins it looks at what is there already ([DemandTeller], [Census]). *fetch* gets the newest frame of every camera that has a newer
/// one ([Fetcher]). So a server that was cut off for an hour fetches one frame.
///
/// A camera of this process wins over one of the bus with the same name, but for those that others publish: of these a process has the
/// one that is published to it, and sees all others here ([Publishers]). One camera's odd values, refusals and failures are its own.
///
/// Threads: any.
public final class BusCameras implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BusCameras.class);
    private static final Bulkhead BULKHEAD = new Bulkhead(LOG, "a camera of the bus");
    private static final Duration THERE_WITHIN = Duration.ofSeconds(2);
    private static final long TICK_MILLIS = 250;

    /// Things that Redis may refuse; each ends the sentence "the bus refuses …".
    static final String PICTURES = "pictures";
    static final String LISTENING = "to let this server listen";
    static final String FALLING_SILENT = "to let this server stop listening";
    static final String DEMAND = "to pass on what is asked of recorders";

    private final Hub hub;
    private final BusNames names;
    private final String id = Identity.make();
    private final Reachability reachability;
    private final RedisRefusals refusals = new RedisRefusals();
    private final News<BusCamera> fetches = new News<>();
    private final News<BusCamera> demands = new News<>();
    private final BusCamera.ServerTies ties;
    private final Map<String, BusCamera> cameras = new ConcurrentHashMap<>();
    private final Complaints complaints = new Complaints();
    private final TrafficCount taken = new TrafficCount();
    private final Census.Subject census;
    private final Channels channels;
    private final BusSessions sessions;
    private final List<Line> lines;
    private final CountDownLatch firstLook = new CountDownLatch(1);
    private @Nullable BusRecorder own;
    private @Nullable ScheduledFuture<?> ticking;
    private volatile boolean closed;

    public BusCameras(BusPlan plan, Hub hub, Clocks clocks, BusLimits limits) {
        this.hub = hub;
        names = BusNames.of(plan);
        reachability = new Reachability(plan.url(), clocks.nanoTime());
        channels = new Channels(this::wantedChannels, new ServerEar(), clocks.nanoTime());
        sessions = new BusSessions(names, clocks);
        ties = new BusCamera.ServerTies(names, reachability, refusals, fetches, demands, channels, new Outbox(),
                new RecorderClocks(clocks), clocks, limits);
        census = new Census.Subject(names, refusals, complaints, this::found);
        var teller = new DemandTeller(id, cameras.values(), ties, new DemandTeller.Look(census, firstLook::countDown));
        lines = List.of(new Line("listen", reachability, limits.replies(), channels::run),
                new Line("tell", reachability, limits.replies(), teller::run),
                new Line("sessions", reachability, limits.replies(), sessions::run),
                new Line("fetch", reachability, limits.replies(), new Fetcher(cameras.values(), ties, complaints, taken)::run));
    }

    /// Names who brings this process's own cameras to the bus: they are not seen through it. Before the start.
    public BusCameras besides(BusRecorder recorder) {
        own = recorder;
        return this;
    }

    /// Begins, waits a moment for the connections and for the cameras that are there already, and goes on until the close.
    public void start(ScheduledExecutorService timer) {
        reachability.onChange(this::refresh);
        lines.forEach(Line::start);
        ticking = timer.scheduleWithFixedDelay(BULKHEAD.around(this::refresh), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        long endNanos = ties.clocks().nowNanos() + THERE_WITHIN.toNanos();
        try {
            firstLook.await(endNanos - ties.clocks().nowNanos(), TimeUnit.NANOSECONDS);
            reachability.awaitWhole(Duration.ofNanos(endNanos - ties.clocks().nowNanos()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// True while all connections to Redis stand.
    public boolean isConnected() {
        return reachability.isWhole();
    }

    /// Frames that were fetched.
    public TrafficCount taken() {
        return taken;
    }

    /// Why the bus's cameras cannot be served as they should be now, or empty.
    public String problem() {
        if (!reachability.isWhole()) {
            return "no connection to the bus: " + reachability.cause();
        }
        var here = refusals.problem();
        return here.isEmpty() ? elsewhere() : here;
    }

    private String elsewhere() {
        return cameras.values().stream().filter(camera -> !camera.refusedToItsRecorder().isEmpty())
                .map(camera -> "the recorder of " + camera.name() + ": " + camera.refusedToItsRecorder()).findFirst().orElse("");
    }

    /// The sessions that this server shares with the others of the bus.
    public Sessions sessions() {
        return sessions;
    }

    /// Has wrong logins and keys count on all servers of the bus.
    public void shareLogins(LoginLimiter limiter) {
        sessions.share(limiter);
    }

    /// Gives a name to a camera of this process, which is about to be listed in place of the bus's.
    public synchronized void release(String name) {
        var camera = cameras.remove(name);
        if (camera != null) {
            clash(name);
            camera.release();
            refusals.forget(name);
            channels.changed();
        }
    }

    // --- names that others publish under

    /// True when somebody publishes, or published, that camera to another server of the bus.
    public boolean isOfPublishers(Camera camera) {
        return camera instanceof BusCamera seen && seen.isOfPublishers();
    }

    /// True when that camera's name may be had by whoever publishes under it here: nobody else does, or the server that had it is gone.
    public boolean yields(Camera camera) {
        return camera instanceof BusCamera seen && seen.yields();
    }

    /// Gives the camera's name and track to whoever publishes under it here, which is about to be listed in its place.
    ///
    /// @return what its server itself applied of its settings, or null where the name is no longer to be had
    public synchronized @Nullable CameraSettings handOver(Camera camera) {
        if (!(camera instanceof BusCamera seen) || !seen.yields() || !cameras.remove(seen.name(), seen)) {
            return null;
        }
        seen.release();
        refusals.forget(seen.name());
        channels.changed();
        LOG.info("{}: published here now", seen.name());
        return seen.applied();
    }

    /// Shows what another process has in place of a camera of this one that has ended.
    ///
    /// @return false when that is no longer listed
    public synchronized boolean takeOver(Camera ended, Rival rival) {
        var name = ended.name();
        if (closed || cameras.containsKey(name) || hub.camera(name).filter(ended::equals).isEmpty()) {
            return false;
        }
        list(rival.said());
        return cameras.containsKey(name);
    }

    /// True when the camera of that name was published to a server that is gone.
    public boolean isAbandoned(String name) {
        var camera = cameras.get(name);
        return camera != null && camera.isAbandoned();
    }

    /// Takes away what was published to servers that are gone for so long. To be called about once a second.
    public void forgetAbandoned(Duration after) {
        for (var camera : cameras.values()) {
            if (camera.isAbandoned() && camera.silence().compareTo(after) >= 0) {
                forget(camera);
            }
        }
    }

    private void forget(BusCamera camera) {
        synchronized (this) {
            if (!cameras.remove(camera.name(), camera)) {
                return;
            }
            camera.release();
            refusals.forget(camera.name());
            channels.changed();
            hub.remove(camera);
        }
        hub.announceChanges();
        LOG.info("{}: forgotten, nobody has published it for a while", camera.name());
    }

    private void refresh() {
        reachability.settle();
        BULKHEAD.each(cameras.values(), BusCamera::refresh);
    }

    // --- listen

    private Set<String> wantedChannels() {
        var wanted = new HashSet<String>();
        wanted.add(names.cameras());
        cameras.forEach((name, camera) -> {
            wanted.add(names.answer(name));
            if (camera.isWatched() || refusals.isRefused(LISTENING, name)) {
                wanted.add(names.frames(name));
                refusals.withdraw(FALLING_SILENT, name);
            }
        });
        return wanted;
    }

    /// The messages of recorders.
    private final class ServerEar implements Channels.Hearer {
        @Override
        public void message(String channel, String text) {
            try {
                if (channel.equals(names.cameras())) {
                    hear(Description.parse(text));
                    return;
                }
                var camera = cameras.get(BusNames.cameraOf(channel));
                if (camera != null && channel.equals(names.frames(camera.name()))) {
                    camera.noticed();
                } else if (camera != null) {
                    camera.answered(Answer.parse(text));
                }
            } catch (ProtocolException e) {
                complaints.about(channel, e);
                var concerned = channel.equals(names.cameras()) ? cameras.get(Description.nameIn(text)) : null;
                if (concerned != null) {
                    concerned.spokenNonsense();
                }
            }
        }

        @Override
        public void dropped(String channel, String why) {
            complaints.about(channel, why);
        }

        @Override
        public void heard(String channel) {
            refusals.granted(LISTENING, whom(channel));
        }

        @Override
        public void ended(String channel) {
            refusals.granted(FALLING_SILENT, whom(channel));
        }

        @Override
        public void refused(String channel, boolean begins, String words) {
            refusals.refused(begins ? LISTENING : FALLING_SILENT, whom(channel), words);
        }

        /// A camera where its pictures hang on that channel.
        private String whom(String channel) {
            var name = BusNames.cameraOf(channel);
            return channel.equals(names.frames(name)) ? name : channel;
        }
    }

    private void hear(Description description) {
        if (isOwn(description)) {
            return;
        }
        var known = cameras.get(description.name());
        if (known == null) {
            boolean isRival = own != null && description.state() != null && own.contested(description);
            if (!isRival) {
                found(description);
            }
        } else if (known.spoken(description) && description.holding() == Holding.FORGOTTEN) {
            forget(known);
        }
    }

    private boolean isOwn(Description description) {
        return own != null && own.id().equals(description.recorder());
    }

    private synchronized void found(Description description) {
        var name = description.name();
        var known = cameras.get(name);
        if (isOwn(description)) {
            return;
        }
        if (known != null) {
            known.found(description);
        } else if (hub.camera(name).isPresent()) {
            if (own == null || !own.brings(name)) {
                clash(name);
            }
        } else if (description.state() != null && !closed) {
            list(description);
        }
    }

    private void clash(String name) {
        complaints.about(name, "a camera of that name is on the bus and in this process; this process's is shown");
    }

    private void list(Description description) {
        BusCamera made;
        try {
            var track = description.holding().isOfPublishers()
                    ? hub.publishedTrack(description.name())
                    : hub.track(description.name());
            made = new BusCamera(track, description, ties);
        } catch (IllegalStateException e) {
            complaints.about("cameras", e.getMessage() + "; those that come later are not shown");
            return;
        }
        cameras.put(made.name(), made);
        made.start();
        hub.add(made);
        channels.changed();
        LOG.info("{}: found on the bus, {} {}", made.name(),
                description.holding().isOfPublishers() ? "published to" : "recorded by", description.recorder());
    }

    /// Ends every connection; the cameras stay listed until the process ends.
    @Override
    public void close() {
        closed = true;
        if (ticking != null) {
            ticking.cancel(false);
        }
        BULKHEAD.each(cameras.values(), BusCamera::release);
        Line.close(lines);
    }
}
