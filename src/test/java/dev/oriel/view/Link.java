package dev.oriel.view;

import java.util.ArrayDeque;
import java.util.Random;
import java.util.function.LongToDoubleFunction;

/// A path with one bottleneck: a tail-drop queue drained at a rate that may change with time, then a delay, with jitter that keeps the order.
final class Link {

    /// What a link is made of.
    ///
    /// @param megabits rate at a time (nanoseconds from the start)
    record Shape(String name, LongToDoubleFunction megabits, double roundTripMillis, int queueBytes, double lossPercent,
            double jitterMillis) {

        static Shape of(double megabits, double roundTripMillis, int queueKilobytes) {
            return new Shape("%.0f/%.0f".formatted(megabits, roundTripMillis), t -> megabits, roundTripMillis,
                    queueKilobytes * 1000, 0,
                    0);
        }

        Shape jitter(double millis) {
            return new Shape(name + " jitter " + (int) millis, megabits, roundTripMillis, queueBytes, lossPercent, millis);
        }

        Shape loss(double percent) {
            return new Shape(name + " loss " + percent, megabits, roundTripMillis, queueBytes, percent, jitterMillis);
        }

        Shape rate(String what, LongToDoubleFunction rate) {
            return new Shape(what, rate, roundTripMillis, queueBytes, lossPercent, jitterMillis);
        }
    }

    private record Packet(int bytes, Runnable arrival) {}

    private final Simulation simulation;
    private final Shape shape;
    private final Random random;
    private final long startNanos;
    private final ArrayDeque<Packet> queue = new ArrayDeque<>();
    private int queuedBytes;
    private boolean serving;
    private long lastDownNanos;
    private long lastUpNanos;
    private double longerMillis;

    Link(Simulation simulation, Shape shape, long seed) {
        this.simulation = simulation;
        this.shape = shape;
        this.random = new Random(seed);
        this.startNanos = simulation.now();
    }

    /// Sends towards the viewer; `arrival` runs when the packet gets there, never when it is lost.
    void down(int bytes, Runnable arrival) {
        if (queuedBytes + bytes > shape.queueBytes || random.nextDouble() * 100 < shape.lossPercent) {
            return;
        }
        queuedBytes += bytes;
        queue.add(new Packet(bytes, arrival));
        if (!serving) {
            serve();
        }
    }

    private void serve() {
        var packet = queue.peek();
        serving = packet != null;
        if (packet == null) {
            return;
        }
        double megabits = shape.megabits.applyAsDouble(simulation.now() - startNanos);
        if (megabits <= 0) {
            simulation.after(5 * Simulation.MILLIS, this::serve);
            return;
        }
        simulation.after((long) (packet.bytes * 8_000 / megabits), this::served);
    }

    private void served() {
        var packet = queue.remove();
        queuedBytes -= packet.bytes;
        lastDownNanos = Math.max(lastDownNanos, simulation.now() + delayNanos());
        simulation.at(lastDownNanos, packet.arrival);
        serve();
    }

    /// Sends towards the server, where nothing queues.
    void up(Runnable arrival) {
        lastUpNanos = Math.max(lastUpNanos, simulation.now() + delayNanos());
        simulation.at(lastUpNanos, arrival);
    }

    /// From now on the round trip is so much longer.
    void reroute(double millis) {
        longerMillis = millis;
    }

    private long delayNanos() {
        return (long) (((shape.roundTripMillis + longerMillis) / 2 + random.nextDouble() * shape.jitterMillis)
                * Simulation.MILLIS);
    }
}
