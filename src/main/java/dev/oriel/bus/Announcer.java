package dev.oriel.bus;

import dev.oriel.frame.ProtocolException;
import dev.oriel.observe.Bulkhead;
import dev.oriel.observe.Printable;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/// Takes and refreshes each camera's [Lease] once a second, and sooner when something has changed, and speaks of it.
///
/// A camera that cannot be described, or whose name cannot be had, costs the others nothing.
///
/// Threads: the line's that tells.
final class Announcer {
    private static final Bulkhead BULKHEAD = new Bulkhead(LoggerFactory.getLogger(Announcer.class), "a description of a camera");
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final int MOST_OWNER = 120;
    /// Redis has no memory left; that is said of the camera's pictures.
    private static final String FULL = "OOM";

    private final Collection<Exporter> exporters;
    private final Predicate<Exporter> isHeard;
    private final Outbox answers;
    private final Exporter.RecorderTies ties;
    private final Lease lease;

    /// @param exporters as they are at any time
    /// @param isHeard   whether demand and commands for a camera are heard
    Announcer(Collection<Exporter> exporters, Predicate<Exporter> isHeard, Outbox answers, Exporter.RecorderTies ties) {
        this.exporters = exporters;
        this.isHeard = isHeard;
        this.answers = answers;
        this.ties = ties;
        lease = new Lease(ties.names(), ties.recorder());
    }

    /// A [Line]'s work.
    void run(BusConnection connection, Runnable stands) throws IOException, InterruptedException {
        long heartbeatNanos = ties.clocks().nowNanos();
        while (true) {
            var due = ties.changes().take(Duration.ofNanos(Math.max(0, heartbeatNanos - ties.clocks().nowNanos())));
            giveUp(connection, due.stream().filter(Exporter::isLeaving).filter(Exporter::isHeld).toList());
            if (ties.clocks().nowNanos() - heartbeatNanos >= 0) {
                heartbeatNanos = ties.clocks().nowNanos() + HEARTBEAT.toNanos();
                due = List.copyOf(exporters);
            }
            lease(connection, due.stream().filter(Exporter::isOpen)
                    .filter(exporter -> exporter.isHeld() || isHeard.test(exporter)).toList());
            publish(connection, due.stream().filter(exporter -> exporter.speaks() && exporters.contains(exporter)).toList());
            if (due.isEmpty()) {
                connection.signOfLife();
            }
            stands.run();
        }
    }

    private Map<Exporter, Description> described(List<Exporter> all) {
        var described = new LinkedHashMap<Exporter, Description>();
        BULKHEAD.each(all, exporter -> described.put(exporter, exporter.description()));
        return described;
    }

    // --- names

    private void lease(BusConnection connection, List<Exporter> all) throws IOException {
        long sentNanos = ties.clocks().nowNanos();
        var described = described(all);
        for (var description : described.values()) {
            lease.sendTake(connection, description);
        }
        var replies = connection.replies(described.size(), ReplyLimit.WORD).iterator();
        var refused = new LinkedHashMap<Exporter, String>();
        for (var exporter : described.keySet()) {
            var reply = replies.next();
            if (reply instanceof byte[] owner) {
                ties.refusals().granted(BusRecorder.NAME, exporter.name());
                ties.refusals().granted(BusRecorder.DESCRIPTIONS, exporter.name());
                exporter.leased(shown(owner), sentNanos);
            } else {
                refused.put(exporter, words(connection, reply));
            }
        }
        keep(connection, refused, sentNanos);
    }

    /// Keeps from expiring what cannot be written anew.
    private void keep(BusConnection connection, Map<Exporter, String> refused, long sentNanos) throws IOException {
        for (var exporter : refused.keySet()) {
            lease.sendKeep(connection, exporter.name());
        }
        var replies = connection.replies(refused.size(), ReplyLimit.WORD).iterator();
        refused.forEach((exporter, words) -> {
            var reply = replies.next();
            var owner = reply instanceof byte[] bytes ? shown(bytes) : "";
            if (owner.isEmpty()) {
                ties.refusals().refused(BusRecorder.NAME, exporter.name(),
                        reply instanceof byte[] ? words : words(connection, reply));
                return;
            }
            ties.refusals().granted(BusRecorder.NAME, exporter.name());
            if (!words.startsWith(FULL)) {
                ties.refusals().refused(BusRecorder.DESCRIPTIONS, exporter.name(), words);
            }
            exporter.leased(owner, sentNanos);
        });
    }

    private static String shown(byte[] owner) {
        return Printable.of(BusConnection.text(owner), MOST_OWNER);
    }

    private static String words(BusConnection connection, @Nullable Object reply) {
        return reply instanceof JedisDataException refusal ? connection.words(refusal) : "an answer that is not understood";
    }

    /// Of cameras that are no longer there, unless another of that name has come meanwhile.
    private void giveUp(BusConnection connection, List<Exporter> all) throws IOException {
        var there = exporters.stream().map(Exporter::name).collect(Collectors.toSet());
        var gone = all.stream().filter(exporter -> !there.contains(exporter.name())).toList();
        for (var exporter : gone) {
            lease.sendGiveUp(connection, exporter.name());
            connection.send(Command.PUBLISH, ties.names().cameras(), exporter.farewell().json());
        }
        connection.replies(2 * gone.size(), ReplyLimit.WORD);
    }

    // --- words

    private void publish(BusConnection connection, List<Exporter> all) throws IOException {
        var described = described(all);
        for (var description : described.values()) {
            connection.send(Command.PUBLISH, ties.names().cameras(), description.json());
        }
        var messages = answers.takeAll();
        for (var message : messages) {
            connection.send(Command.PUBLISH, message.channel(), message.text());
        }
        var replies = connection.replies(described.size() + messages.size(), ReplyLimit.WORD).iterator();
        for (var exporter : described.keySet()) {
            said(connection, exporter.name(), replies.next());
        }
        for (var message : messages) {
            said(connection, message.channel(), replies.next());
        }
    }

    private void said(BusConnection connection, String who, @Nullable Object reply) throws ProtocolException {
        if (reply instanceof JedisDataException refusal) {
            ties.refusals().refused(BusRecorder.SPEAKING, who, connection.words(refusal));
        } else {
            BusConnection.done(Command.PUBLISH, reply);
            ties.refusals().granted(BusRecorder.SPEAKING, who);
        }
    }
}
