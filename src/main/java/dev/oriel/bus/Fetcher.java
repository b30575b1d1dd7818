package dev.oriel.bus;

import dev.oriel.bus.MissedPictures.Pause;
import dev.oriel.frame.ProtocolException;
import dev.oriel.observe.Bulkhead;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/// Gets the newest frame of every camera that has a newer one, and looks again when all are there: what is noticed meanwhile is
/// remembered once a camera, whatever its number.
///
/// A picture that cannot be had is that camera's loss alone. What Redis refuses is asked for each second, also where nobody watches, so it
/// is known when that is over.
///
/// Threads: the line's that fetches.
final class Fetcher {
    private static final Bulkhead BULKHEAD = new Bulkhead(LoggerFactory.getLogger(Fetcher.class), "a camera of the bus");
    private static final Duration LOOK_EACH = Duration.ofSeconds(1);

    private final Collection<BusCamera> cameras;
    private final BusCamera.ServerTies ties;
    private final Complaints complaints;

    /// @param cameras as they are at any time
    Fetcher(Collection<BusCamera> cameras, BusCamera.ServerTies ties, Complaints complaints) {
        this.cameras = cameras;
        this.ties = ties;
        this.complaints = complaints;
    }

    /// A [Line]'s work.
    void run(BusConnection connection, Runnable stands) throws IOException, InterruptedException {
        while (true) {
            stands.run();
            var due = ties.fetches().take(LOOK_EACH).stream().filter(BusCamera::isWatched).filter(BusCamera::mayFetch).toList();
            if (due.isEmpty()) {
                due = cameras.stream().filter(camera -> ties.refusals().isRefused(BusCameras.PICTURES, camera.name())).toList();
            }
            for (var camera : due) {
                connection.send(Command.GET, ties.names().frame(camera.name()));
            }
            if (due.isEmpty()) {
                connection.signOfLife();
            }
            for (var camera : due) {
                var reply = connection.reply(ReplyLimit.PICTURE);
                try {
                    deliver(connection, camera, reply);
                } catch (RuntimeException | Error e) {
                    BULKHEAD.failed(e);
                    camera.miss("a picture that cannot be shown: " + e.getClass().getSimpleName(), Pause.NONE);
                }
            }
        }
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
                    camera.miss("a picture on the bus is too large: " + dropped.why(), Pause.GROWING);
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
