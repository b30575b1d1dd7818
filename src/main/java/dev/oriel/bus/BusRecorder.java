package dev.oriel.bus;

import dev.oriel.bus.Command.Answer;
import dev.oriel.bus.Command.Request;
import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.Camera;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/// The cameras of this process on the bus: their frames while some server wants them, their states at once, and obedience to
/// what servers tell them.
///
/// Implementation notes. Three connections, each with a thread of its own. *listen* hears demand and commands; a name is taken only
/// when both are heard, for whoever sees it on the bus may speak to it at once. *tell* takes and
/// refreshes each camera's [Lease] once a second, and sooner when something has changed, and speaks of it. *frames* writes the newest
/// frame of every camera that has a new one, waits for Redis to have taken them, and looks again: one round in flight, and what
/// came meanwhile is skipped by the track. Demand ends by the clock, so a Redis that stands still leaves no camera on.
///
/// Threads: any.
public final class BusRecorder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BusRecorder.class);
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final long TICK_MILLIS = 250;
    private static final int MOST_COMMANDS_AT_A_TIME = 16;

    private final BusPlan plan;
    private final BusNames names;
    private final String id = Identity.make();
    private final Reachability reachability;
    private final Lease lease;
    private final Map<String, Exporter> exporters = new ConcurrentHashMap<>();
    private final News<Exporter> frames = new News<>();
    private final News<Exporter> changes = new News<>();
    private final Complaints complaints = new Complaints();
    private final Outbox answers = new Outbox();
    private final Semaphore commands = new Semaphore(MOST_COMMANDS_AT_A_TIME);
    private final Exporter.Ties ties;
    private final Channels channels;
    private final List<Line> lines;
    private @Nullable ScheduledFuture<?> ticking;

    /// @param nanos a clock that only goes forward, as [System#nanoTime]
    public BusRecorder(BusPlan plan, LongSupplier nanos) {
        this.plan = plan;
        names = BusNames.of(plan);
        reachability = new Reachability(plan.url());
        lease = new Lease(names, id);
        ties = new Exporter.Ties(names, id, frames, changes, nanos);
        channels = new Channels(this::wantedChannels, this::hear, this::subscribed);
        lines = List.of(new Line("listen", plan.url(), reachability, channels::run),
                new Line("tell", plan.url(), reachability, this::tell),
                new Line("frames", plan.url(), reachability, this::writeFrames));
    }

    /// What this process is called on the bus.
    public String id() {
        return id;
    }

    /// Begins, and goes on until the close.
    public void start(ScheduledExecutorService timer) {
        lines.forEach(Line::start);
        ticking = timer.scheduleWithFixedDelay(() -> exporters.values().forEach(Exporter::tick), TICK_MILLIS, TICK_MILLIS,
                TimeUnit.MILLISECONDS);
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
                changes.add(made);
            }
            gone.remove(camera.name());
        }
        for (var name : gone) {
            var exporter = exporters.remove(name);
            if (exporter != null) {
                exporter.close();
                answers.add(new Outbox.Message(names.cameras(), exporter.farewell(System.currentTimeMillis()).json()));
            }
        }
        channels.changed();
    }

    /// Why the bus cannot be used now, or empty.
    public String problem() {
        return reachability.cause();
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

    private void hear(String channel, String message) {
        var exporter = exporters.get(BusNames.cameraOf(channel));
        if (exporter == null) {
            return;
        }
        if (channel.equals(names.demand(exporter.name()))) {
            exporter.hear(message);
        } else if (channel.equals(names.command(exporter.name())) && exporter.isHeld()) {
            command(exporter, message);
        }
    }

    private void subscribed(String channel) {
        var exporter = exporters.get(BusNames.cameraOf(channel));
        if (exporter != null && isHeard(exporter)) {
            changes.add(exporter);
        }
    }

    private boolean isHeard(Exporter exporter) {
        return channels.hears(names.demand(exporter.name())) && channels.hears(names.command(exporter.name()));
    }

    private void command(Exporter exporter, String message) {
        Request request;
        try {
            request = Request.parse(message);
        } catch (ProtocolException e) {
            complaints.about(names.command(exporter.name()), e);
            return;
        }
        if (!commands.tryAcquire()) {
            answer(exporter, request, "too much is asked of this camera at a time");
            return;
        }
        Thread.ofVirtual().name("oriel-bus-command").start(() -> {
            try {
                answer(exporter, request, obey(exporter.camera(), request));
            } finally {
                commands.release();
            }
        });
    }

    private static @Nullable String obey(Camera camera, Request request) {
        try {
            request.command().obey(camera);
            return null;
        } catch (IllegalArgumentException | UncheckedIOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private void answer(Exporter exporter, Request request, @Nullable String error) {
        var answer = new Answer(request.id(), error, exporter.camera().settings());
        answers.add(new Outbox.Message(names.answer(exporter.name()), answer.json()));
        changes.add(exporter);
    }

    // --- tell

    private void tell(BusConnection connection) throws IOException, InterruptedException {
        long heartbeatNanos = System.nanoTime();
        while (true) {
            var due = changes.take(Duration.ofNanos(Math.max(0, heartbeatNanos - System.nanoTime())));
            if (System.nanoTime() - heartbeatNanos >= 0) {
                heartbeatNanos = System.nanoTime() + HEARTBEAT.toNanos();
                due = List.copyOf(exporters.values());
            }
            lease(connection, due.stream().filter(exporter -> exporter.isHeld() || isHeard(exporter)).toList());
            publish(connection, due);
        }
    }

    private void lease(BusConnection connection, List<Exporter> due) throws IOException {
        long nowMillis = System.currentTimeMillis();
        long sentNanos = ties.nanos().getAsLong();
        for (var exporter : due) {
            lease.sendTake(connection, exporter.description(nowMillis));
        }
        var replies = connection.replies(due.size());
        var refused = new ArrayList<Exporter>();
        for (int i = 0; i < due.size(); i++) {
            if (replies.get(i) instanceof JedisDataException refusal) {
                LOG.debug("{}: not described: {}", due.get(i).name(), refusal.getMessage());
                refused.add(due.get(i));
            } else {
                due.get(i).leased(BusConnection.text(replies.get(i)), sentNanos);
            }
        }
        keep(connection, refused, sentNanos);
    }

    private void keep(BusConnection connection, List<Exporter> refused, long sentNanos) throws IOException {
        for (var exporter : refused) {
            lease.sendKeep(connection, exporter.name());
        }
        var replies = connection.replies(refused.size());
        for (int i = 0; i < refused.size(); i++) {
            if (replies.get(i) instanceof JedisDataException refusal) {
                throw new IOException(refusal.getMessage(), refusal);
            }
            refused.get(i).leased(BusConnection.text(replies.get(i)), sentNanos);
        }
    }

    private void publish(BusConnection connection, List<Exporter> due) throws IOException {
        int count = 0;
        long nowMillis = System.currentTimeMillis();
        for (var exporter : due) {
            if (exporter.isHeld() && exporters.get(exporter.name()) == exporter) {
                connection.send(Protocol.Command.PUBLISH, names.cameras(),
                        exporter.description(nowMillis).json());
                count++;
            }
        }
        for (var message : answers.takeAll()) {
            connection.send(Protocol.Command.PUBLISH, message.channel(), message.text());
            count++;
        }
        connection.replies(count);
    }

    // --- frames

    private void writeFrames(BusConnection connection) throws IOException, InterruptedException {
        while (true) {
            var due = frames.take(HEARTBEAT);
            var sent = new HashMap<Exporter, Integer>();
            int count = 0;
            for (var exporter : due) {
                int commandsOfOne = exporter.send(connection);
                sent.put(exporter, commandsOfOne);
                count += commandsOfOne;
            }
            if (due.isEmpty()) {
                connection.send(Protocol.Command.PING);
                count++;
            }
            var replies = connection.replies(count);
            int at = 0;
            for (var exporter : due) {
                int end = at + sent.getOrDefault(exporter, 0);
                exporter.replied(replies.subList(at, end));
                at = end;
            }
        }
    }

    /// Stops, gives the names up where the bus can be reached, and leaves the cameras to their owner.
    @Override
    public void close() {
        if (ticking != null) {
            ticking.cancel(false);
        }
        var held = exporters.values().stream().filter(Exporter::isHeld).toList();
        exporters.values().forEach(Exporter::close);
        boolean reachable = reachability.isWhole();
        Line.close(lines);
        if (reachable) {
            giveUp(held);
        }
    }

    private void giveUp(List<Exporter> held) {
        try (var connection = BusConnection.open(plan.url())) {
            long nowMillis = System.currentTimeMillis();
            for (var exporter : held) {
                lease.sendGiveUp(connection, exporter.name());
                connection.send(Protocol.Command.PUBLISH, names.cameras(),
                        exporter.farewell(nowMillis).json());
            }
            connection.replies(2 * held.size());
        } catch (IOException e) {
            LOG.debug("the names are left to expire: {}", e.getMessage());
        }
    }
}
