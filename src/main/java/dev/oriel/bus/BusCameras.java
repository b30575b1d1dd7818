package dev.oriel.bus;

import dev.oriel.bus.Command.Answer;
import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.Hub;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;

/// The bus's cameras in this process's hub: each is listed when a recorder first speaks of it, and stays.
///
/// Implementation notes. Three connections, each with a thread of its own. *listen* hears what recorders say and, of watched cameras,
/// that there is a newer frame. *tell* says each second which cameras somebody here watches, and at once when that changes; it sends
/// commands, and when it begins it reads what is there already. *fetch* gets the newest frame of every camera that has a newer one,
/// and looks again when all are there: what is noticed meanwhile is remembered once a camera, whatever its number. So a server
/// that was cut off for an hour fetches one frame.
///
/// A camera of this process wins over one of the bus with the same name.
///
/// Threads: any.
public final class BusCameras implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BusCameras.class);
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration THERE_WITHIN = Duration.ofSeconds(2);
    private static final long TICK_MILLIS = 250;

    private final Hub hub;
    private final BusNames names;
    private final String id = Identity.make();
    private final Reachability reachability;
    private final News<BusCamera> fetches = new News<>();
    private final News<BusCamera> demands = new News<>();
    private final BusCamera.Ties ties;
    private final Map<String, BusCamera> cameras = new ConcurrentHashMap<>();
    private final Complaints complaints = new Complaints();
    private final Channels channels;
    private final List<Line> lines;
    private final CountDownLatch firstLook = new CountDownLatch(1);
    private @Nullable ScheduledFuture<?> ticking;
    private volatile boolean closed;

    /// @param nanos a clock that only goes forward, as [System#nanoTime]
    public BusCameras(BusPlan plan, Hub hub, LongSupplier nanos) {
        this.hub = hub;
        names = BusNames.of(plan);
        reachability = new Reachability(plan.url());
        channels = new Channels(this::wantedChannels, this::hear, channel -> {});
        ties = new BusCamera.Ties(names, plan.url().masked(), reachability, fetches, demands, channels, new Outbox(), nanos);
        lines = List.of(new Line("listen", plan.url(), reachability, channels::run),
                new Line("tell", plan.url(), reachability, this::tell),
                new Line("fetch", plan.url(), reachability, this::fetch));
    }

    /// Begins, waits a moment for the connections and for the cameras that are there already, and goes on until the close.
    public void start(ScheduledExecutorService timer) {
        reachability.onChange(this::refresh);
        lines.forEach(Line::start);
        ticking = timer.scheduleWithFixedDelay(this::refresh, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        long endNanos = System.nanoTime() + THERE_WITHIN.toNanos();
        try {
            firstLook.await(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
            reachability.awaitWhole(Duration.ofNanos(endNanos - System.nanoTime()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Why the bus's cameras cannot be served now, or empty.
    public String problem() {
        return reachability.isWhole() ? "" : "no connection to the bus: " + reachability.cause();
    }

    /// Gives a name to a camera of this process, which is about to be listed in place of the bus's.
    public synchronized void release(String name) {
        var camera = cameras.remove(name);
        if (camera != null) {
            clash(name);
            camera.release();
            channels.changed();
        }
    }

    private void refresh() {
        cameras.values().forEach(BusCamera::refresh);
    }

    // --- listen

    private Set<String> wantedChannels() {
        var wanted = new HashSet<String>();
        wanted.add(names.cameras());
        cameras.forEach((name, camera) -> {
            wanted.add(names.answer(name));
            if (camera.isWatched()) {
                wanted.add(names.frames(name));
            }
        });
        return wanted;
    }

    private void hear(String channel, String message) {
        try {
            if (channel.equals(names.cameras())) {
                hear(Description.parse(message));
                return;
            }
            var camera = cameras.get(BusNames.cameraOf(channel));
            if (camera != null && channel.equals(names.frames(camera.name()))) {
                camera.noticed();
            } else if (camera != null) {
                camera.answered(Answer.parse(message));
            }
        } catch (ProtocolException e) {
            complaints.about(channel, e);
        }
    }

    private void hear(Description description) {
        var known = cameras.get(description.name());
        if (known != null) {
            known.spoken(description);
        } else {
            describe(description);
        }
    }

    private synchronized void describe(Description description) {
        var name = description.name();
        var known = cameras.get(name);
        if (known != null) {
            known.describe(description);
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
        if (!Hub.isName(description.name())) {
            complaints.about("names", "\"" + description.name() + "\" is no camera's name");
            return;
        }
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

    private void tell(BusConnection connection) throws IOException, InterruptedException {
        look(connection);
        firstLook.countDown();
        long heartbeatNanos = System.nanoTime();
        while (true) {
            var due = demands.take(Duration.ofNanos(Math.max(0, heartbeatNanos - System.nanoTime())));
            if (!due.isEmpty()) {
                channels.changed();
            }
            var told = new HashSet<>(due);
            if (System.nanoTime() - heartbeatNanos >= 0) {
                heartbeatNanos = System.nanoTime() + HEARTBEAT.toNanos();
                cameras.values().stream().filter(BusCamera::isWatched).forEach(told::add);
            }
            tell(connection, told);
        }
    }

    private void tell(BusConnection connection, Set<BusCamera> told) throws IOException {
        int count = 1;
        for (var camera : told) {
            connection.send(Protocol.Command.PUBLISH, names.demand(camera.name()), id + (camera.isWatched() ? " 1" : " 0"));
            count++;
        }
        for (var message : ties.outbox().takeAll()) {
            connection.send(Protocol.Command.PUBLISH, message.channel(), message.text());
            count++;
        }
        connection.send(Protocol.Command.PING);
        connection.replies(count);
    }

    /// Reads what recorders have said before we listened.
    private void look(BusConnection connection) throws IOException {
        var cursor = "0";
        var found = new HashSet<String>();
        do {
            connection.send(Protocol.Command.SCAN, cursor, "MATCH", globbed(names.camera("")) + "*", "COUNT", "1000");
            var reply = parts(connection.replies(1).getFirst());
            cursor = BusConnection.text(reply.getFirst());
            parts(reply.getLast()).forEach(key -> found.add(BusConnection.text(key)));
        } while (!cursor.equals("0"));
        for (var key : found) {
            connection.send(Protocol.Command.HGETALL, key);
            var fields = new HashMap<String, String>();
            var words = parts(connection.replies(1).getFirst());
            for (int i = 0; i + 1 < words.size(); i += 2) {
                fields.put(BusConnection.text(words.get(i)), BusConnection.text(words.get(i + 1)));
            }
            try {
                if (!fields.isEmpty()) {
                    describe(Description.parse(BusNames.cameraOf(key), fields));
                }
            } catch (ProtocolException e) {
                complaints.about(key, e);
            }
        }
    }

    private static String globbed(String text) {
        return text.replaceAll("([\\[\\]*?\\\\])", "\\\\$1");
    }

    private static List<?> parts(Object reply) throws IOException {
        if (reply instanceof List<?> parts) {
            return parts;
        }
        if (reply instanceof JedisDataException refused) {
            throw new IOException(refused.getMessage(), refused);
        }
        throw new ProtocolException("a reply that is no list: " + BusConnection.text(reply));
    }

    // --- fetch

    private void fetch(BusConnection connection) throws IOException, InterruptedException {
        while (true) {
            var due = new ArrayList<>(fetches.take(HEARTBEAT));
            due.removeIf(camera -> !camera.isWatched());
            for (var camera : due) {
                connection.send(Protocol.Command.GET, names.frame(camera.name()));
            }
            if (due.isEmpty()) {
                connection.send(Protocol.Command.PING);
                connection.replies(1);
            }
            for (var camera : due) {
                deliver(camera, connection.replies(1).getFirst());
            }
        }
    }

    private void deliver(BusCamera camera, @Nullable Object reply) {
        try {
            if (reply instanceof byte[] message) {
                camera.deliver(message);
            }
        } catch (ProtocolException e) {
            complaints.about(names.frame(camera.name()), e);
        }
    }

    /// Ends every connection; the cameras stay listed until the process ends.
    @Override
    public void close() {
        closed = true;
        if (ticking != null) {
            ticking.cancel(false);
        }
        cameras.values().forEach(BusCamera::release);
        Line.close(lines);
    }
}
