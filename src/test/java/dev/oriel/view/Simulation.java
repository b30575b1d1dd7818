package dev.oriel.view;

import java.util.PriorityQueue;

/// A clock and the events that are due on it, in order of time and, at one time, of their making.
final class Simulation {

    static final long MILLIS = 1_000_000;
    static final long SECOND = 1_000_000_000;

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long nowNanos = SECOND;
    private long made;

    long now() {
        return nowNanos;
    }

    void at(long nanos, Runnable action) {
        events.add(new Event(Math.max(nanos, nowNanos), made++, action));
    }

    void after(long nanos, Runnable action) {
        at(nowNanos + nanos, action);
    }

    void runUntil(long nanos) {
        while (!events.isEmpty() && events.element().atNanos <= nanos) {
            var event = events.remove();
            nowNanos = event.atNanos;
            event.action.run();
        }
        nowNanos = nanos;
    }

    private record Event(long atNanos, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }
}
