package dev.oriel.bus;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/// Says each second which cameras somebody here watches, and at once when that changes; sends commands, and looks at what is on the bus
/// already as it begins.
///
/// Threads: the line's that tells.
///
/// @param server  what this process is called on the bus
/// @param cameras as they are at any time
record DemandTeller(String server, Collection<BusCamera> cameras, BusCamera.ServerTies ties, Look look) {
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final int HEARTBEATS_TO_NEXT_LOOK = 3;

    /// The look at what is there.
    ///
    /// @param over run when it has ended
    record Look(Census.Subject subject, Runnable over) {}

    /// A [Line]'s work.
    void run(BusConnection connection, Runnable stands) throws IOException, InterruptedException {
        var refusals = ties.refusals();
        var census = new Census(look.subject);
        long heartbeatNanos = ties.clocks().nowNanos();
        for (int heartbeats = 0;;) {
            long waitNanos = census.isOver() ? Math.max(0, heartbeatNanos - ties.clocks().nowNanos()) : 0;
            var told = new HashSet<>(ties.demands().take(Duration.ofNanos(waitNanos)));
            if (!told.isEmpty()) {
                ties.channels().changed();
            }
            if (ties.clocks().nowNanos() - heartbeatNanos >= 0) {
                heartbeatNanos = ties.clocks().nowNanos() + HEARTBEAT.toNanos();
                cameras.stream().filter(camera -> camera.isWatched() || refusals.isRefused(BusCameras.DEMAND, camera.name()))
                        .forEach(told::add);
                boolean again = ++heartbeats % HEARTBEATS_TO_NEXT_LOOK == 0
                        && refusals.isRefused(Census.LOOKING, ties.names().cameras());
                census = again ? new Census(look.subject) : census;
            }
            tell(connection, List.copyOf(told));
            if (!census.isOver()) {
                census.step(connection);
            } else if (told.isEmpty()) {
                connection.signOfLife();
            }
            if (census.isOver()) {
                look.over.run();
                stands.run();
            }
        }
    }

    private void tell(BusConnection connection, List<BusCamera> told) throws IOException {
        for (var camera : told) {
            connection.send(Command.PUBLISH, ties.names().demand(camera.name()), server + (camera.isWatched() ? " 1" : " 0"));
        }
        var messages = ties.outbox().takeAll();
        for (var message : messages) {
            connection.send(Command.PUBLISH, message.channel(), message.text());
        }
        var replies = connection.replies(told.size() + messages.size(), ReplyLimit.WORD);
        for (int i = 0; i < told.size(); i++) {
            if (replies.get(i) instanceof JedisDataException refusal) {
                ties.refusals().refused(BusCameras.DEMAND, told.get(i).name(), connection.words(refusal));
            } else {
                BusConnection.done(Command.PUBLISH, replies.get(i));
                ties.refusals().granted(BusCameras.DEMAND, told.get(i).name());
            }
        }
        for (int i = 0; i < messages.size(); i++) {
            messages.get(i).replied().accept(replies.get(told.size() + i));
        }
    }
}
