package dev.oriel.view;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// Whose picture goes out next: of the camera that would be finished first if each had a line of its own, as wide as its share.
///
/// So each gets its share of the bytes, however much its pictures differ in size, and what one leaves goes to the others
/// (self-clocked fair queueing: Golestani, INFOCOM 1994).
///
/// Threads: one at a time.
final class Turns {
    private double virtualTime;

    /// A camera and its turn.
    private record Turn(Watched one, double at) {}

    /// The cameras that may send now, in their order.
    List<Watched> order(Collection<Watched> all, long nowNanos) {
        if (all.size() == 1) {
            var only = all.iterator().next();
            return mayBeServed(only, nowNanos) ? List.of(only) : List.of();
        }
        var turns = new ArrayList<Turn>(all.size());
        for (var one : all) {
            if (mayBeServed(one, nowNanos)) {
                turns.add(new Turn(one, one.dueAt(virtualTime)));
            }
        }
        turns.sort(Comparator.comparingDouble(Turn::at).thenComparingLong(turn -> turn.one.lastId()));
        return turns.stream().map(Turn::one).toList();
    }

    private static boolean mayBeServed(Watched one, long nowNanos) {
        return one.dueAtNanos() <= nowNanos && one.isPending();
    }

    /// Its picture goes out; to be called before it is taken.
    void serves(Watched one) {
        double at = one.dueAt(virtualTime);
        one.servedAt(at);
        virtualTime = Math.max(virtualTime, at);
    }
}
