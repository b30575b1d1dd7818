package dev.oriel.view;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.function.LongUnaryOperator;

/// A camera, a session that asks a [Pace] when it may send, a TCP connection and a client that acknowledges.
final class SimulatedViewer {

    /// When a frame may start: what is compared.
    interface Pace {
        long mayStartAt(int bytes, long nowNanos);

        void sent(long id, int bytes, long nowNanos);

        void acknowledged(long id, long dispersionMicros, long nowNanos);

        default void connected(TcpFlow connection) {
        }

        default long timeoutAtNanos() {
            return Long.MAX_VALUE;
        }

        default void expired(long nowNanos) {
        }
    }

    /// How a client answers.
    ///
    /// @param dispersion what it says for a measured dispersion in microseconds; -1 to say nothing
    /// @param frozenFrom from then on (nanoseconds from the start) it does nothing …
    /// @param frozenTo   … until then, when it does everything at once
    record Client(LongUnaryOperator dispersion, long frozenFrom, long frozenTo) {
        static final Client MEASURES = new Client(d -> d, 0, 0);
        static final Client MUTE = new Client(d -> -1, 0, 0);

        static Client says(LongUnaryOperator dispersion) {
            return new Client(dispersion, 0, 0);
        }

        Client frozen(double fromSeconds, double toSeconds) {
            return new Client(dispersion, (long) (fromSeconds * 1e9), (long) (toSeconds * 1e9));
        }
    }

    /// What the camera gives.
    ///
    /// @param bytes size of the n-th frame
    record Camera(double fps, IntUnaryOperator bytes) {
        static Camera of(int bytes) {
            return new Camera(30, n -> bytes);
        }
    }

    /// One picture that arrived.
    record Arrival(long capturedAtNanos, long startedAtNanos, long atNanos, int bytes) {
        double ageMillis() {
            return (atNanos - capturedAtNanos) / 1e6;
        }
    }

    private record Captured(long atNanos, int bytes) {}

    private record InFlight(long id, long startOffset, long endOffset, Captured frame, long startedAtNanos) {}

    private final Simulation simulation;
    private final Link link;
    private final Pace pace;
    private final Camera camera;
    private final Client client;
    private final TcpFlow flow;
    private final Random random;
    private final long startNanos;
    private final int queueFrames;
    private final ArrayDeque<Captured> captured = new ArrayDeque<>();
    private final ArrayDeque<InFlight> inFlight = new ArrayDeque<>();
    private final List<Arrival> arrivals = new ArrayList<>();
    private long announcedAtNanos = -1;
    private long offset;
    private long ids;
    private int frames;
    private long wakeAtNanos = Long.MAX_VALUE;
    private int unwritten;

    /// @param queueFrames 1: only the newest frame waits
    SimulatedViewer(Simulation simulation, Link link, Scenario scenario, Pace pace, int queueFrames, TcpFlow.SendBuffer buffer,
            long seed) {
        this.simulation = simulation;
        this.link = link;
        this.pace = pace;
        this.camera = scenario.camera();
        this.client = scenario.client();
        this.queueFrames = queueFrames;
        this.random = new Random(seed);
        this.startNanos = simulation.now();
        this.flow = new TcpFlow(simulation, link, scenario.control(), buffer, this::delivered);
        flow.onWritable(this::mayWrite);
        pace.connected(flow);
        simulation.after((long) (random.nextDouble() * 33e6), this::capture);
    }

    /// What one viewer has to do with.
    record Scenario(Link.Shape link, Camera camera, Client client, TcpFlow.Control control) {
        static Scenario of(Link.Shape link, int frameBytes) {
            return new Scenario(link, Camera.of(frameBytes), Client.MEASURES, TcpFlow.Control.CUBIC);
        }

        Scenario with(Client other) {
            return new Scenario(link, camera, other, control);
        }

        Scenario with(Camera other) {
            return new Scenario(link, other, client, control);
        }

        Scenario with(TcpFlow.Control other) {
            return new Scenario(link, camera, client, other);
        }
    }

    private void capture() {
        if (captured.size() >= queueFrames) {
            if (queueFrames == 1) {
                captured.clear();
            } else {
                captured.removeLast();
            }
        }
        captured.add(new Captured(simulation.now(), camera.bytes.applyAsInt(frames++)));
        long due = startNanos + (long) ((frames + random.nextDouble() * 0.06) * 1e9 / camera.fps);
        simulation.at(due, this::capture);
        mayWrite();
    }

    private void mayWrite() {
        if (unwritten > 0 && !flow.isWritable()) {
            return;
        }
        unwritten = 0;
        long now = simulation.now();
        while (!captured.isEmpty() && flow.isWritable()) {
            var frame = captured.element();
            long at = pace.mayStartAt(frame.bytes, now);
            if (at > now) {
                wake(at);
                return;
            }
            captured.remove();
            start(frame);
        }
    }

    private void wake(long at) {
        long due = Math.min(at, pace.timeoutAtNanos());
        if (due == Long.MAX_VALUE || (wakeAtNanos <= due && wakeAtNanos > simulation.now())) {
            return;
        }
        wakeAtNanos = due;
        simulation.at(due, () -> {
            wakeAtNanos = Long.MAX_VALUE;
            if (simulation.now() >= pace.timeoutAtNanos()) {
                pace.expired(simulation.now());
            }
            mayWrite();
        });
    }

    private void start(Captured frame) {
        long now = simulation.now();
        long id = ++ids;
        pace.sent(id, frame.bytes, now);
        inFlight.add(new InFlight(id, offset, offset + frame.bytes, frame, now));
        offset += frame.bytes;
        unwritten = frame.bytes;
        flow.write(frame.bytes);
    }

    private void delivered(long position) {
        long now = simulation.now();
        while (!inFlight.isEmpty()) {
            var first = inFlight.element();
            if (announcedAtNanos < 0 && position >= first.startOffset + 26) {
                announcedAtNanos = now;
            }
            if (position < first.endOffset) {
                return;
            }
            inFlight.remove();
            arrivals.add(new Arrival(first.frame.atNanos, first.startedAtNanos, now, first.frame.bytes));
            long dispersion = client.dispersion.applyAsLong((now - announcedAtNanos) / 1000);
            announcedAtNanos = -1;
            long since = now - startNanos;
            boolean frozen = since >= client.frozenFrom && since < client.frozenTo;
            simulation.at(frozen ? startNanos + client.frozenTo : now, () -> link.up(() -> {
                pace.acknowledged(first.id, frozen ? 0 : dispersion, simulation.now());
                mayWrite();
            }));
        }
    }

    // --- what came of it

    List<Arrival> arrivals() {
        return arrivals;
    }

    /// The pictures that arrived between two moments, seconds from the start.
    Outcome between(double fromSeconds, double toSeconds) {
        var ages = arrivals.stream()
                .filter(a -> a.atNanos >= startNanos + fromSeconds * 1e9 && a.atNanos < startNanos + toSeconds * 1e9)
                .mapToDouble(Arrival::ageMillis).toArray();
        Arrays.sort(ages);
        return new Outcome(ages.length / (toSeconds - fromSeconds), percentile(ages, 0.5), percentile(ages, 0.95),
                percentile(ages, 1));
    }

    private static double percentile(double[] sorted, double part) {
        return sorted.length == 0 ? Double.POSITIVE_INFINITY : sorted[(int) Math.min(sorted.length - 1, sorted.length * part)];
    }

    /// Frames per second and their age.
    record Outcome(double fps, double p50Millis, double p95Millis, double maxMillis) {
        @Override
        public String toString() {
            return "%5.1f @ %4.0f/%-4.0f".formatted(fps, p50Millis, p95Millis);
        }
    }
}
