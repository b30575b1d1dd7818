package dev.oriel.bus;

import dev.oriel.bus.FrameCommands.One;
import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.Camera;
import dev.oriel.hub.TrafficCount;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.observe.Bulkhead;
import dev.oriel.time.Clocks;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/// The cameras of this process on the bus: their frames while some server wants them, their states at once, and obedience to
/// what servers tell them. A recorder brings all that it has, a server those that are published to it.
///
/// Implementation notes. Three connections, each with a thread of its own. *listen* hears demand and commands; a name is taken only
/// when both are heard, for whoever sees it on the bus may speak to it at once ([RecorderCommands]). *tell* takes and
/// refreshes each camera's [Lease] and speaks of it ([Announcer]). *frames* writes the newest
/// frame of every camera that has a new one, waits for Redis to have taken them, and looks again: one round in flight, and what
/// came meanwhile is skipped by the track. Demand ends by the clock, so a Redis that stands still leaves no camera on.
///
/// Threads: any.
public final class BusRecorder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BusRecorder.class);
    private static final Bulkhead BULKHEAD = new Bulkhead(LOG, "a camera on its way to the bus");
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final long TICK_MILLIS = 250;

    /// Things that Redis may refuse; each ends the sentence "the bus refuses …".
    static final String PICTURES = "pictures";
    static final String NAME = "this recorder the name";
    static final String DESCRIPTIONS = "descriptions";
    static final String LISTENING = "to let this recorder listen";
    static final String SPEAKING = "to pass on what this recorder says";

    private final BusPlan plan;
    private final BusNames names;
    private final String id = Identity.make();
    private final Reachability reachability;
    private final RedisRefusals refusals = new RedisRefusals();
    private final Map<String, Exporter> exporters = new ConcurrentHashMap<>();
    private final News<Exporter> frames = new News<>();
    private final News<Exporter> changes = new News<>();
    private final Complaints complaints = new Complaints();
    private final Outbox answers = new Outbox();
    private final RecorderCommands commands;
    private final Exporter.RecorderTies ties;
    private final TrafficCount given = new TrafficCount();
    private final Channels channels;
    private final List<Line> lines;
    private final ScheduledExecutorService timer;
    private @Nullable ScheduledFuture<?> ticking;

    /// Of cameras with sources of their own.
    ///
    /// @param timer one thread; nothing here blocks it
    public BusRecorder(BusPlan plan, Clocks clocks, ScheduledExecutorService timer) {
        this(plan, clocks, timer, new Reachability(plan.url(), clocks.nanoTime()), null);
    }

    /// Of a server, to whose cameras others publish. Whether the bus can be reached is said by [BusCameras] there.
    public static BusRecorder ofPublishers(BusPlan plan, Clocks clocks, ScheduledExecutorService timer, Publishers publishers) {
        return new BusRecorder(plan.withoutHelloWebsocket(), clocks, timer, Reachability.silent(plan.url(), clocks.nanoTime()),
                publishers);
    }

    private BusRecorder(BusPlan plan, Clocks clocks, ScheduledExecutorService timer, Reachability reachability,
            @Nullable Publishers publishers) {
        this.plan = plan;
        this.timer = timer;
        this.reachability = reachability;
        names = BusNames.of(plan);
        commands = new RecorderCommands(names, answers, changes, complaints);
        ties = new Exporter.RecorderTies(names, id, reachability, refusals, frames, changes, clocks, publishers);
        channels = new Channels(this::wantedChannels, new RecorderEar(), clocks.nanoTime());
        var announcer = new Announcer(exporters.values(), this::isHeard, answers, ties);
        var memory = new MemoryBudget(() -> Long.MAX_VALUE, clocks.nanoTime()); // all replies to a recorder are short
        lines = List.of(new Line("listen", reachability, memory, channels::run),
                new Line("tell", reachability, memory, announcer::run),
                new Line("frames", reachability, memory, this::writeFrames));
    }

    /// Frames that were written, those for other programs as well.
    public TrafficCount given() {
        return given;
    }

    /// What this process is called on the bus.
    public String id() {
        return id;
    }

    /// Begins, and goes on until the close.
    public void start() {
        reachability.onChange(() -> exporters.values().forEach(changes::add));
        lines.forEach(Line::start);
        ticking = timer.scheduleWithFixedDelay(BULKHEAD.around(this::tick), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        reachability.settle();
        BULKHEAD.each(exporters.values(), Exporter::tick);
    }

    /// The cameras to record from now on, in their order.
    public synchronized void cameras(List<Camera> cameras) {
        var gone = new HashSet<>(exporters.keySet());
        for (var camera : cameras) {
            var known = exporters.get(camera.name());
            if (known == null || !known.camera().equals(camera)) {
                if (known != null) {
                    known.close();
                }
                boolean first = camera.equals(cameras.getFirst());
                var made = new Exporter(camera, ties, plan.plain(), plan.helloWebsocket() && first);
                exporters.put(camera.name(), made);
                made.start(timer);
                changes.add(made);
            }
            gone.remove(camera.name());
        }
        for (var name : gone) {
            var exporter = exporters.remove(name);
            if (exporter != null) {
                exporter.leave();
            }
        }
        channels.changed();
    }

    /// Another process speaks of a camera as its own.
    ///
    /// @return false when it is none of these
    boolean contested(Description said) {
        var exporter = exporters.get(said.name());
        if (exporter != null) {
            exporter.contested(said);
        }
        return exporter != null;
    }

    /// True when a camera of that name is one of these.
    boolean brings(String name) {
        return exporters.containsKey(name);
    }

    /// Why the bus cannot be used now, or empty.
    public String problem() {
        return reachability.isWhole() ? refusals.problem() : "no connection to the bus: " + reachability.cause();
    }

    // --- listen

    private Set<String> wantedChannels() {
        var wanted = new HashSet<String>();
        wanted.add(names.cameras() + ":" + id); // a subscription always stands, also without cameras
        for (var name : exporters.keySet()) {
            wanted.add(names.demand(name));
            wanted.add(names.command(name));
        }
        return wanted;
    }

    /// What is heard from servers.
    private final class RecorderEar implements Channels.Hearer {
        @Override
        public void message(String channel, String text) {
            var exporter = exporters.get(BusNames.cameraOf(channel));
            if (exporter == null) {
                return;
            }
            if (channel.equals(names.demand(exporter.name()))) {
                exporter.hear(text);
            } else if (channel.equals(names.command(exporter.name())) && exporter.isHeld()) {
                commands.hear(exporter, text);
            }
        }

        @Override
        public void dropped(String channel, String why) {
            complaints.about(channel, why);
        }

        @Override
        public void heard(String channel) {
            var exporter = exporters.get(BusNames.cameraOf(channel));
            if (exporter == null) {
                refusals.granted(LISTENING, channel);
            } else if (isHeard(exporter)) {
                refusals.granted(LISTENING, exporter.name());
                changes.add(exporter);
            }
        }

        @Override
        public void refused(String channel, boolean begins, String words) {
            var exporter = exporters.get(BusNames.cameraOf(channel));
            if (begins) {
                refusals.refused(LISTENING, exporter == null ? channel : exporter.name(), words);
            } else {
                complaints.about(channel, words);
            }
        }
    }

    private boolean isHeard(Exporter exporter) {
        return channels.hears(names.demand(exporter.name())) && channels.hears(names.command(exporter.name()));
    }

    // --- frames

    private void writeFrames(BusConnection connection, Runnable stands) throws IOException, InterruptedException {
        while (true) {
            stands.run();
            var due = new LinkedHashMap<Exporter, List<One>>();
            BULKHEAD.each(frames.take(HEARTBEAT), exporter -> due.put(exporter, exporter.due()));
            int count = 0;
            for (var commands : due.values()) {
                for (var one : commands) {
                    connection.send(one.command(), one.arguments().toArray(byte[][]::new));
                    count++;
                    if (one.command() == Protocol.Command.SET) {
                        given.count(one.arguments().get(1).length);
                    }
                }
            }
            if (count == 0) {
                connection.signOfLife();
                continue;
            }
            var replies = connection.replies(count, ReplyLimit.WORD).iterator();
            for (var one : due.entrySet()) {
                written(connection, one.getKey(), one.getValue(), replies);
            }
        }
    }

    private static void written(BusConnection connection, Exporter exporter, List<One> commands,
            Iterator<@Nullable Object> replies) throws ProtocolException {
        var refused = "";
        boolean again = false;
        for (var one : commands) {
            var reply = replies.next();
            if (reply instanceof JedisDataException refusal) {
                refused = connection.words(refusal);
                again |= one.command() == Protocol.Command.DEL;
            } else {
                BusConnection.done(one.command(), reply);
            }
        }
        if (!commands.isEmpty()) {
            exporter.written(refused, again);
        }
    }

    /// Stops, gives the names up where the bus can be reached, and leaves the cameras to their owner.
    @Override
    public void close() {
        if (ticking != null) {
            ticking.cancel(false);
        }
        var held = exporters.values().stream().filter(Exporter::isHeld).toList();
        BULKHEAD.each(exporters.values(), Exporter::close);
        boolean reachable = reachability.isWhole();
        Line.close(lines);
        if (reachable) {
            giveUp(held);
        }
    }

    private void giveUp(List<Exporter> held) {
        try (var connection = BusConnection.open(plan.url(), reachability.nanoTime())) {
            for (var exporter : held) {
                new Lease(names, id).sendGiveUp(connection, exporter.name());
            }
            var farewells = new ArrayList<Description>();
            BULKHEAD.each(held, exporter -> farewells.add(exporter.farewell()));
            for (var farewell : farewells) {
                connection.send(Protocol.Command.PUBLISH, names.cameras(), farewell.json());
            }
            connection.replies(held.size() + farewells.size(), ReplyLimit.WORD);
        } catch (IOException e) {
            LOG.debug("the names are left to expire: {}", e.getMessage());
        }
    }
}
