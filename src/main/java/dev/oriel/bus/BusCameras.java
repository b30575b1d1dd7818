package dev.oriel.bus;

import dev.oriel.auth.LoginLimiter;
import dev.oriel.auth.Sessions;
import dev.oriel.bus.Command.Answer;
import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.Hub;
import dev.oriel.observe.Bulkhead;
import java.io.IOException;
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
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/// The bus's cameras in this process's hub: each is listed when a recorder first speaks of it, and stays.
///
/// Implementation notes. Three connections, each with a thread of its own. *listen* hears what recorders say and, of watched cameras,
/// that there is a newer frame. *tell* says each second which cameras somebody here watches, and at once when that changes; it sends
/// commands, and as it begins it looks at what is there already ([Census]). *fetch* gets the newest frame of every camera that has a newer
/// one ([Fetcher]). So a server that was cut off for an hour fetches one frame.
///
/// A camera of this process wins over one of the bus with the same name. One camera's odd values, refusals and failures are its own.
///
/// Threads: any.
public final class BusCameras implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BusCameras.class);
    private static final Bulkhead BULKHEAD = new Bulkhead(LOG, "a camera of the bus");
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration THERE_WITHIN = Duration.ofSeconds(2);
    private static final int HEARTBEATS_TO_NEXT_LOOK = 3;
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
    private final Census.Subject census;
    private final Channels channels;
    private final BusSessions sessions;
    private final List<Line> lines;
    private final CountDownLatch firstLook = new CountDownLatch(1);
    private @Nullable ScheduledFuture<?> ticking;
    private volatile boolean closed;

    public BusCameras(BusPlan plan, Hub hub, BusClocks clocks, BusLimits limits) {
        this.hub = hub;
        names = BusNames.of(plan);
        reachability = new Reachability(plan.url());
        channels = new Channels(this::wantedChannels, new ServerEar());
        sessions = new BusSessions(names, clocks);
        ties = new BusCamera.ServerTies(names, reachability, refusals, fetches, demands, channels, new Outbox(),
                new RecorderClocks(clocks), clocks, limits);
        census = new Census.Subject(names, refusals, complaints, this::found);
        lines = List.of(new Line("listen", reachability, limits.replies(), channels::run),
                new Line("tell", reachability, limits.replies(), this::tell),
                new Line("sessions", reachability, limits.replies(), sessions::run),
                new Line("fetch", reachability, limits.replies(), new Fetcher(cameras.values(), ties, complaints)::run));
    }

    /// Begins, waits a moment for the connections and for the cameras that are there already, and goes on until the close.
    public void start(ScheduledExecutorService timer) {
        reachability.onChange(this::refresh);
        lines.forEach(Line::start);
        ticking = timer.scheduleWithFixedDelay(BULKHEAD.around(this::refresh), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        long endNanos = System.nanoTime() + THERE_WITHIN.toNanos();
        try {
            firstLook.await(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
            reachability.awaitWhole(Duration.ofNanos(endNanos - System.nanoTime()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
        var known = cameras.get(description.name());
        if (known != null) {
            known.spoken(description);
        } else {
            found(description);
        }
    }

    private synchronized void found(Description description) {
        var name = description.name();
        var known = cameras.get(name);
        if (known != null) {
            known.found(description);
        } else if (hub.camera(name).isPresent()) {
            clash(name);
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
            made = new BusCamera(hub.track(description.name()), description, ties);
        } catch (IllegalStateException e) {
            complaints.about("cameras", e.getMessage() + "; those that come later are not shown");
            return;
        }
        cameras.put(made.name(), made);
        made.start();
        hub.add(made);
        channels.changed();
        LOG.info("{}: found on the bus, recorded by {}", made.name(), description.recorder());
    }

    // --- tell

    private void tell(BusConnection connection, Runnable stands) throws IOException, InterruptedException {
        var look = new Census(census);
        long heartbeatNanos = System.nanoTime();
        for (int heartbeats = 0;;) {
            long waitNanos = look.isOver() ? Math.max(0, heartbeatNanos - System.nanoTime()) : 0;
            var told = new HashSet<>(demands.take(Duration.ofNanos(waitNanos)));
            if (!told.isEmpty()) {
                channels.changed();
            }
            if (System.nanoTime() - heartbeatNanos >= 0) {
                heartbeatNanos = System.nanoTime() + HEARTBEAT.toNanos();
                cameras.values().stream().filter(camera -> camera.isWatched() || refusals.isRefused(DEMAND, camera.name()))
                        .forEach(told::add);
                boolean again = ++heartbeats % HEARTBEATS_TO_NEXT_LOOK == 0
                        && refusals.isRefused(Census.LOOKING, names.cameras());
                look = again ? new Census(census) : look;
            }
            tell(connection, List.copyOf(told));
            if (!look.isOver()) {
                look.step(connection);
            } else if (told.isEmpty()) {
                connection.signOfLife();
            }
            if (look.isOver()) {
                firstLook.countDown();
                stands.run();
            }
        }
    }

    private void tell(BusConnection connection, List<BusCamera> told) throws IOException {
        for (var camera : told) {
            connection.send(Protocol.Command.PUBLISH, names.demand(camera.name()), id + (camera.isWatched() ? " 1" : " 0"));
        }
        var messages = ties.outbox().takeAll();
        for (var message : messages) {
            connection.send(Protocol.Command.PUBLISH, message.channel(), message.text());
        }
        var replies = connection.replies(told.size() + messages.size(), ReplyLimit.WORD);
        for (int i = 0; i < told.size(); i++) {
            if (replies.get(i) instanceof JedisDataException refusal) {
                refusals.refused(DEMAND, told.get(i).name(), connection.words(refusal));
            } else {
                BusConnection.done(Protocol.Command.PUBLISH, replies.get(i));
                refusals.granted(DEMAND, told.get(i).name());
            }
        }
        for (int i = 0; i < messages.size(); i++) {
            messages.get(i).replied().accept(replies.get(told.size() + i));
        }
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
