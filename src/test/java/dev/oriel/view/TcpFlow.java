package dev.oriel.view;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/// One TCP connection over a [Link]: a kernel send buffer, a congestion window, selective acknowledgements, retransmission and
/// delivery in order.
///
/// As far as it matters to what is built on top: slow start with an exit on rising delay, CUBIC's growth and back-off or BBR's pacing at
/// the greatest delivery rate, no growth while the application is the limit, restart after idleness, a probe after silence.
final class TcpFlow {

    enum Control {
        CUBIC, BBR
    }

    /// How much the kernel takes from the application: as its own tuning says, or until so many bytes are unsent.
    enum SendBuffer {
        AUTOTUNED(0), LOWAT_16_KB(16_384), LOWAT_128_KB(131_072);

        private final int unsentBytes;

        SendBuffer(int unsentBytes) {
            this.unsentBytes = unsentBytes;
        }
    }

    private static final int SEGMENT = 1448;
    private static final int OVERHEAD = 52;
    /// BBR looks for the shortest round trip when it has seen none shorter for so long, with so little on the way and for so long.
    private static final long PROBE_EVERY_NANOS = 10_000_000_000L;
    private static final int PROBE_WINDOW = 4 * SEGMENT;
    private static final long PROBE_NANOS = 200_000_000;

    private static final class Segment {
        final long start;
        final int bytes;
        long sentAtNanos;
        long deliveredAtSend;
        long deliveredTimeAtSend;
        long order;
        boolean limitedByApplication;

        Segment(long start, int bytes) {
            this.start = start;
            this.bytes = bytes;
        }
    }

    private final Simulation simulation;
    private final Link link;
    private final Control control;
    private final SendBuffer buffer;
    private final LongConsumer delivered;
    private Runnable writable = () -> {};

    // the sender: bytes [0, written) came from the application, [0, accepted) are in the kernel, [0, sent) went out
    private long written;
    private long accepted;
    private long sent;
    private long order;
    private final LinkedHashMap<Long, Segment> outstanding = new LinkedHashMap<>();
    private final ArrayDeque<Segment> lost = new ArrayDeque<>();
    private int outstandingBytes;
    private long deliveredBytes;
    private long deliveredAtNanos;
    /// What is sent until so much is delivered says nothing about the path: the application had nothing to send before it.
    private long limitedByApplicationUntil;
    private double window = 10.0 * SEGMENT;
    private double threshold = Double.MAX_VALUE;
    private double cubicMax;
    private long epochNanos;
    private double epochSeconds;
    private long recoverUntilOrder = -1;
    private long minRoundTrip = Long.MAX_VALUE;
    private double smoothRoundTrip = 200e6;
    private boolean windowLimited;
    private int roundSamples;
    private long roundLeast;
    private long lastSentNanos;
    private long timer;
    // BBR
    private final ArrayDeque<double[]> rates = new ArrayDeque<>();
    private double bottleneck;
    private double fullRate;
    private int fullRounds;
    private boolean startup = true;
    private long roundOrder;
    private long cycleNanos;
    private int cycle;
    private long nextPacedNanos;
    private boolean pacing;
    private long minRoundTripAtNanos;
    private boolean idleRestart;
    private boolean probing;
    private long probedAtNanos;
    private double windowBeforeProbe;

    // the receiver
    private long received;
    private final TreeMap<Long, Integer> early = new TreeMap<>();

    TcpFlow(Simulation simulation, Link link, Control control, SendBuffer buffer, LongConsumer delivered) {
        this.simulation = simulation;
        this.link = link;
        this.control = control;
        this.buffer = buffer;
        this.delivered = delivered;
        this.deliveredAtNanos = simulation.now();
    }

    void onWritable(Runnable action) {
        writable = action;
    }

    /// True when the kernel has taken everything that was written.
    boolean isWritable() {
        return accepted == written;
    }

    /// What the kernel has taken and not put on the wire.
    int unsentBytes() {
        return (int) (accepted - sent);
    }

    /// Returns the stream position after what is written.
    long write(int bytes) {
        if (sent == written && lost.isEmpty() && outstandingBytes + SEGMENT <= window) {
            limitedByApplicationUntil = deliveredBytes + Math.max(1, outstandingBytes);
        }
        written += bytes;
        pump();
        return written;
    }

    private void pump() {
        if (sent == accepted && outstanding.isEmpty()
                && simulation.now() - lastSentNanos > Math.max(200e6, smoothRoundTrip * 2)) {
            window = Math.min(window, 10.0 * SEGMENT);
        }
        accept();
        while (sendOne()) {
            accept();
        }
    }

    private void accept() {
        boolean before = isWritable();
        long room = buffer == SendBuffer.AUTOTUNED
                ? (long) Math.clamp(3 * window, 64_000, 4e6) - unsentBytes() - outstandingBytes
                : buffer.unsentBytes - unsentBytes();
        accepted = Math.min(written, accepted + Math.max(0, room));
        if (!before && isWritable()) {
            simulation.after(0, writable);
        }
    }

    private boolean sendOne() {
        if (lost.isEmpty() && sent == accepted) {
            return false;
        }
        if (outstandingBytes + SEGMENT > window && outstandingBytes > 0) {
            windowLimited = true;
            return false;
        }
        if (control == Control.BBR && bottleneck > 0) {
            if (simulation.now() < nextPacedNanos) {
                if (!pacing) {
                    pacing = true;
                    simulation.at(nextPacedNanos, () -> {
                        pacing = false;
                        pump();
                    });
                }
                return false;
            }
            double gain = startup ? 2.89 : cycle == 0 ? 1.25 : cycle == 1 ? 0.75 : 1;
            nextPacedNanos = Math.max(nextPacedNanos, simulation.now() - 1_000_000)
                    + (long) (SEGMENT / (bottleneck * gain) * 1e9);
        }
        var segment = lost.poll();
        if (segment == null) {
            segment = new Segment(sent, (int) Math.min(SEGMENT, accepted - sent));
            sent += segment.bytes;
        }
        transmit(segment);
        return true;
    }

    private void transmit(Segment segment) {
        long now = simulation.now();
        if (outstanding.isEmpty()) {
            deliveredAtNanos = now;
            idleRestart = true;
        }
        segment.sentAtNanos = now;
        segment.order = order++;
        segment.deliveredAtSend = deliveredBytes;
        segment.deliveredTimeAtSend = deliveredAtNanos;
        segment.limitedByApplication = probing || deliveredBytes < limitedByApplicationUntil;
        outstanding.put(segment.order, segment);
        outstandingBytes += segment.bytes;
        lastSentNanos = now;
        long sentOrder = segment.order;
        link.down(segment.bytes + OVERHEAD, () -> arrived(segment, sentOrder));
        arm();
    }

    private void arm() {
        long armed = ++timer;
        simulation.after((long) Math.max(2 * smoothRoundTrip, 30e6) + 5_000_000, () -> {
            if (armed == timer && !outstanding.isEmpty()) {
                silence();
            }
        });
    }

    /// Nothing was heard for long: the newest packet again, as a probe, so that what is missing shows.
    private void silence() {
        smoothRoundTrip = Math.min(smoothRoundTrip * 1.5, 3e9);
        var oldest = outstanding.pollFirstEntry().getValue();
        outstandingBytes -= oldest.bytes;
        transmit(oldest);
    }

    private void arrived(Segment segment, long sentOrder) {
        if (segment.start >= received) {
            early.merge(segment.start, segment.bytes, Math::max);
        }
        long before = received;
        while (!early.isEmpty() && early.firstKey() <= received) {
            var first = early.pollFirstEntry();
            received = Math.max(received, first.getKey() + first.getValue());
        }
        if (received > before) {
            delivered.accept(received);
        }
        link.up(() -> acknowledged(sentOrder));
    }

    private void acknowledged(long sentOrder) {
        var segment = outstanding.remove(sentOrder);
        if (segment == null) {
            return; // already taken for lost
        }
        long now = simulation.now();
        long roundTrip = now - segment.sentAtNanos;
        boolean stale = now - minRoundTripAtNanos > PROBE_EVERY_NANOS && minRoundTrip != Long.MAX_VALUE;
        if (roundTrip < minRoundTrip || (stale && control == Control.BBR)) {
            minRoundTrip = roundTrip;
            minRoundTripAtNanos = now;
        }
        smoothRoundTrip += (roundTrip - smoothRoundTrip) / 8;
        outstandingBytes -= segment.bytes;
        deliveredBytes += segment.bytes;
        deliveredAtNanos = now;
        boolean loss = detectLoss(sentOrder);
        if (control == Control.CUBIC) {
            cubic(segment, roundTrip, loss);
        } else {
            bbr(segment, sentOrder);
            probeRoundTrip(stale);
        }
        if (outstanding.isEmpty()) {
            timer++;
        } else {
            arm();
        }
        pump();
    }

    private boolean detectLoss(long sentOrder) {
        var gone = new ArrayList<Segment>();
        for (var segment : outstanding.values()) {
            if (segment.order + 3 > sentOrder) {
                break;
            }
            gone.add(segment);
        }
        for (var segment : gone) {
            outstanding.remove(segment.order);
            outstandingBytes -= segment.bytes;
            lost.add(segment);
        }
        return !gone.isEmpty();
    }

    private void cubic(Segment segment, long roundTrip, boolean loss) {
        if (loss && segment.order > recoverUntilOrder) {
            recoverUntilOrder = order;
            cubicMax = window;
            window = Math.max(2.0 * SEGMENT, window * 0.7);
            threshold = window;
            epochNanos = 0;
        }
        boolean slowStart = window < threshold;
        if (!windowLimited && !(slowStart && window < 2 * outstandingBytes)) {
            return;
        }
        if (slowStart) {
            window += segment.bytes;
            leaveSlowStartOnDelay(segment, roundTrip);
        } else {
            growCubic(segment);
        }
        if (outstandingBytes + 2 * SEGMENT < window) {
            windowLimited = false;
        }
    }

    /// HyStart: the least of a round's first eight round trips has risen by an eighth.
    private void leaveSlowStartOnDelay(Segment segment, long roundTrip) {
        if (segment.order >= roundOrder) {
            roundOrder = order;
            roundSamples = 0;
            roundLeast = Long.MAX_VALUE;
        }
        roundLeast = Math.min(roundLeast, roundTrip);
        if (++roundSamples == 8 && window > 16 * SEGMENT
                && roundLeast > minRoundTrip + Math.clamp(minRoundTrip / 8, 4_000_000, 16_000_000)) {
            threshold = window;
        }
    }

    private void growCubic(Segment segment) {
        long now = simulation.now();
        if (epochNanos == 0) {
            epochNanos = now;
            cubicMax = Math.max(cubicMax, window);
            epochSeconds = Math.cbrt((cubicMax - window) / SEGMENT / 0.4);
        }
        double t = (now - epochNanos + minRoundTrip) / 1e9;
        double target = cubicMax + 0.4 * Math.pow(t - epochSeconds, 3) * SEGMENT;
        double reno = cubicMax * 0.7 + 0.53 * SEGMENT * (t * 1e9 / smoothRoundTrip);
        target = Math.clamp(Math.max(target, reno), window, window * 1.5);
        window += Math.max((target - window) / window, 0.01 * SEGMENT / window) * segment.bytes;
    }

    private void bbr(Segment segment, long sentOrder) {
        long now = simulation.now();
        double seconds = (now - segment.deliveredTimeAtSend) / 1e9;
        double rate = seconds <= 0 ? 0 : (deliveredBytes - segment.deliveredAtSend) / seconds;
        if (rate > bottleneck || !segment.limitedByApplication) {
            rates.add(new double[]{now, rate});
        }
        while (rates.size() > 1 && rates.element()[0] < now - Math.max(10 * smoothRoundTrip, 1e9)) {
            rates.remove();
        }
        if (sentOrder >= roundOrder) {
            roundOrder = order;
            bottleneck = rates.stream().mapToDouble(r -> r[1]).max().orElse(bottleneck);
            if (startup && !segment.limitedByApplication) {
                fullRounds = bottleneck > fullRate * 1.25 ? 0 : fullRounds + 1;
                fullRate = Math.max(fullRate, bottleneck);
                startup = fullRounds < 3;
            }
        }
        bottleneck = Math.max(bottleneck, rate);
        if (now - cycleNanos > minRoundTrip) {
            cycleNanos = now;
            cycle = (cycle + 1) % 8;
        }
        double product = bottleneck * minRoundTrip / 1e9;
        double target = Math.max(4.0 * SEGMENT, product * (startup ? 2.89 : 2));
        window = startup ? Math.max(window, Math.min(target, window + segment.bytes)) : Math.min(target, window + segment.bytes);
    }

    /// Left out when the connection was idle at the moment that the shortest round trip became stale.
    private void probeRoundTrip(boolean stale) {
        long now = simulation.now();
        if (stale && !idleRestart && !probing) {
            probing = true;
            probedAtNanos = Long.MAX_VALUE;
            windowBeforeProbe = window;
        }
        idleRestart = false;
        if (!probing) {
            return;
        }
        if (probedAtNanos == Long.MAX_VALUE && outstandingBytes <= PROBE_WINDOW) {
            probedAtNanos = now + PROBE_NANOS;
        }
        probing = now <= probedAtNanos;
        window = probing ? PROBE_WINDOW : Math.max(window, windowBeforeProbe);
        if (!probing) {
            minRoundTripAtNanos = now;
        }
    }
}
