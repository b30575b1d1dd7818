package dev.oriel.bus;

import static java.util.Objects.requireNonNull;

import dev.oriel.bus.MissedPictures.Pause;
import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.TrafficCount;
import dev.oriel.observe.Bulkhead;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/// Gets the newest frame of every camera that has a newer one, and looks again when all are there: what is noticed meanwhile is
/// remembered once a camera, whatever its number.
///
/// A picture that cannot be had is that camera's loss alone. Where one was too large, the next is asked for its length first (`STRLEN`):
/// to pass over what is too large takes the others' time, and ends the connection where that is slow. A server that may not ask so does
/// without. What Redis refuses is asked for each second, also where nobody watches, so it
/// is known when that is over.
///
/// Threads: the line's that fetches.
final class Fetcher {
    private static final Bulkhead BULKHEAD = new Bulkhead(LoggerFactory.getLogger(Fetcher.class), "a camera of the bus");
    private static final Duration LOOK_EACH = Duration.ofSeconds(1);

    /// After what ended the connection, where nobody says that it has become smaller.
    private static final long ENDLESS_AGAIN_AFTER_NANOS = Duration.ofMinutes(5).toNanos();

    /// A picture that was too large, or too large for its way here.
    ///
    /// @param words          for people
    /// @param smallBytes     what is not longer is asked for again at once
    /// @param notBeforeNanos when it is asked for again where its length is not told
    private record Oversize(String words, int smallBytes, long notBeforeNanos) {}

    private final Collection<BusCamera> cameras;
    private final BusCamera.ServerTies ties;
    private final Complaints complaints;
    private final TrafficCount taken;
    /// By the camera's name, until there is a smaller one.
    private final Map<String, Oversize> oversizes = new HashMap<>();

    /// @param cameras as they are at any time
    /// @param taken   counts what is fetched
    Fetcher(Collection<BusCamera> cameras, BusCamera.ServerTies ties, Complaints complaints, TrafficCount taken) {
        this.taken = taken;
        this.cameras = cameras;
        this.ties = ties;
        this.complaints = complaints;
    }

    /// A [Line]'s work.
    void run(BusConnection connection, Runnable stands) throws IOException, InterruptedException {
        while (true) {
            stands.run();
            var due = due(connection);
            for (var camera : due) {
                connection.send(Command.GET, ties.names().frame(camera.name()));
            }
            if (due.isEmpty()) {
                connection.signOfLife();
            }
            for (var camera : due) {
                var reply = reply(connection, camera);
                try {
                    deliver(connection, camera, reply);
                } catch (RuntimeException | Error e) {
                    BULKHEAD.failed(e);
                    camera.miss("a picture that cannot be shown: " + e.getClass().getSimpleName(), Pause.NONE);
                }
            }
        }
    }

    private List<BusCamera> due(BusConnection connection) throws IOException, InterruptedException {
        var noticed = ties.fetches().take(LOOK_EACH).stream().filter(BusCamera::isWatched).filter(BusCamera::mayFetch).toList();
        var asked = noticed.isEmpty()
                ? cameras.stream().filter(camera -> ties.refusals().isRefused(BusCameras.PICTURES, camera.name())).toList()
                : noticed;
        var due = new ArrayList<BusCamera>();
        for (var camera : asked) {
            if (!oversizes.containsKey(camera.name()) || hasBecomeSmall(connection, camera)) {
                due.add(camera);
            }
        }
        return due;
    }

    /// Asks for the length alone of a picture whose forerunner was too large, and misses the picture where it is again.
    private boolean hasBecomeSmall(BusConnection connection, BusCamera camera) throws IOException {
        var before = requireNonNull(oversizes.get(camera.name()));
        connection.send(Command.STRLEN, ties.names().frame(camera.name()));
        var reply = connection.reply(ReplyLimit.WORD);
        boolean isTooLarge = reply instanceof Long bytes && bytes > ReplyLimit.PICTURE.bytes();
        boolean isSmall = reply instanceof Long bytes ? bytes <= before.smallBytes : isOfAnotherKind(reply);
        if (isSmall || (!isTooLarge && nowNanos() - before.notBeforeNanos >= 0)) {
            return true;
        }
        missTooLarge(camera, isTooLarge ? reply + " bytes" : before.words);
        return false;
    }

    private @Nullable Object reply(BusConnection connection, BusCamera camera) throws IOException {
        try {
            return connection.reply(ReplyLimit.PICTURE);
        } catch (IOException e) {
            if (e.getCause() instanceof EndlessTextException endless) {
                var words = endless.bytes() + " bytes, and it did not end";
                int small = (int) Math.min(ReplyLimit.PICTURE.bytes(), endless.bytes() / 2);
                oversizes.put(camera.name(), new Oversize(words, small, nowNanos() + ENDLESS_AGAIN_AFTER_NANOS));
                complaints.about(ties.names().frame(camera.name()), words);
                missTooLarge(camera, words);
            }
            throw e;
        }
    }

    private void missTooLarge(BusCamera camera, String words) {
        camera.miss("a picture on the bus is too large: " + words, Pause.GROWING);
    }

    private long nowNanos() {
        return ties.clocks().nowNanos();
    }

    private void deliver(BusConnection connection, BusCamera camera, @Nullable Object reply) {
        boolean refused = reply instanceof JedisDataException && !isOfAnotherKind(reply);
        if (!refused) {
            ties.refusals().granted(BusCameras.PICTURES, camera.name());
        }
        var key = ties.names().frame(camera.name());
        try {
            switch (reply) {
                case null -> camera.missNothing();
                case byte[] message -> {
                    oversizes.remove(camera.name());
                    taken.count(message.length);
                    var refusal = camera.deliver(message);
                    if (refusal != null) {
                        complaints.about(key, refusal);
                        camera.miss(refusal, Pause.SHORT);
                    }
                }
                case JedisDataException refusal when refused -> {
                    ties.refusals().refused(BusCameras.PICTURES, camera.name(), connection.words(refusal));
                    camera.miss("the bus refuses pictures", Pause.SHORT);
                }
                case Unread dropped -> {
                    complaints.about(key, dropped.why());
                    oversizes.put(camera.name(), new Oversize(dropped.why(), ReplyLimit.PICTURE.bytes(), nowNanos()));
                    missTooLarge(camera, dropped.why());
                }
                case JedisDataException refusal -> throw new ProtocolException(connection.words(refusal));
                default -> throw new ProtocolException("no picture but " + BusConnection.text(reply));
            }
        } catch (ProtocolException e) {
            complaints.about(key, e);
            camera.miss("a picture on the bus that is none", Pause.NONE);
        }
    }

    /// The key holds something else than a text: that is this key's fault, and nothing that the server refuses us.
    private static boolean isOfAnotherKind(@Nullable Object reply) {
        return reply instanceof JedisDataException refusal && String.valueOf(refusal.getMessage()).startsWith("WRONGTYPE");
    }
}
