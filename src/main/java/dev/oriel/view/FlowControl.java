package dev.oriel.view;

import java.util.function.IntSupplier;

/// When the next picture may start on one viewer's connection, so that the path is full and nothing queues.
///
/// All cameras of the viewer share it. The session asks [#mayStartAt] whenever there is a newer frame, an acknowledgement came or
/// the moment that it named is reached, takes the newest frame then, and reports it by [#sent].
///
/// Threads: one, the viewer's event loop. Units: nanoseconds of any monotonic clock, the same in all calls.
public final class FlowControl {

    /*
     * IMPLEMENTATION NOTES
     *
     * Model. One bottleneck carries B bytes a second; a packet that waits nowhere needs the base round trip R. A frame of b bytes that
     * starts when nothing of ours is queued is acknowledged R + b/B later. `finish` is when the last byte sent will have left the
     * bottleneck, on our clock; each frame moves it by b/B, each acknowledgement says where it really is: at (now - R), and later by
     * whatever is still in flight.
     *
     * Rules.
     * 1. Start the next frame as the one before it leaves the bottleneck. Its first byte then arrives with nothing before it and the
     *    path is never idle, whatever R: a window of B*R plus the frame being sent. What waits, waits as "not yet chosen".
     * 2. B is the second best of five dispersions (RateEstimate), at most a tenth above what the path carried while it was busy.
     *    Everything that disturbs a dispersion but bursts makes it longer (jitter, slow start, others' packets), so a median is low; and the
     *    tenth bounds bursts and lies. It lets us grow beside others. What the path carried is forgotten once it was idle: after a stall (rule 5)
     *    it would hold us at one frame at a time for two seconds.
     * 3. The model moves only by what three acknowledgements agree on, by the least of them: jitter is no queue, a queue is.
     * 4. What the kernel has not sent yet cannot have left the bottleneck: it says so without the doubt that an acknowledgement leaves, and at
     *    once. BBR's look for the shortest round trip (200 ms of almost nothing, every ten seconds) then delays one picture instead of four
     *    (3 Mbit/s, 100 ms: age p95 from 1.67 to 1.06 times that of one in flight).
     * 5. While the oldest frame in flight is overdue nothing starts: the rate dropped or a packet is lost, and what we send
     *    would only wait. The tolerance is two round trips: a retransmission takes one, and BBR's look for the shortest round trip another.
     * 6. No limit seen (2 ms or less between announcement and picture): no pace at all. Loopback and local networks never wait.
     * 7. Who waits for a bulk transfer's queue to empty starves. Such a queue is told from ours by frames that did not come directly behind
     *    one of ours and by one frame sent alone, and a part of it is matched while it lasts: see Neighbour. Meanwhile the base round trip may only fall.
     * 8. One frame alone, then two, until two dispersions agree: the first frames see TCP's slow start, not the path. Pacing by them keeps
     *    TCP's window small for ever (measured: 26 instead of 30 fps on 50 Mbit/s, 150 ms).
     * 9. Silence: one probe and half the rate, then nothing until an acknowledgement comes.
     * 10. A client that sends no dispersion: see Calibration.
     *
     * Intentional. An acknowledgement counts for every earlier frame: they came over one TCP connection. The base round trip is
     * forgotten after ten seconds, so that a changed route is believed. Bytes are counted, not frames: sizes vary tenfold. The window is
     * a guard, the pace is the rule. After idleness rate and round trip stay and the number in flight starts from two.
     *
     * Rejected. A fixed window (wrong on one link or another); the kernel's queue as the only gauge (blind to the bottleneck's); a median
     * of dispersions (8 % of the rate lost to jitter); frames that overlap on arrival by 2 % of their age, so that the path never runs dry (no
     * more of them, 4 % older, and lost where the bottleneck's queue holds just one); a pace for the kernel (KernelQueue); sending faster for
     * some round trips to let TCP grow (no gain); waiting a little for a capture that is due (saves half of a frame interval at most,
     * costs rate); a smoothed round trip as gauge (Vegas: starves beside loss-based flows and takes seconds).
     */

    private static final long MILLIS = 1_000_000;
    private static final long SECOND = 1_000 * MILLIS;

    /// Below this a dispersion is the noise of a browser's event loop.
    private static final long NOISE_MICROS = 2_000;
    /// Frames shorter than this are too few packets to measure anything by.
    private static final int MEASURABLE_BYTES = 4_096;
    /// Bytes of the first packet, which have arrived when the announcement has.
    private static final int FIRST_PACKET = 1_400;
    /// Arrivals that lie so many times the latter's duration apart have nothing of ours between them.
    private static final double CLEAR = 1.125;
    /// The path was idle when it carried nothing of ours for this part of the time that a frame takes at its full speed.
    private static final double IDLE_PART = 0.5;
    /// Errors that have to agree before the model is moved.
    private static final int ERRORS = 3;
    /// A frame may come so many round trips late before nothing more starts.
    private static final int OVERDUE_PATHS = 2;
    private static final long TIMEOUT_MIN_NANOS = SECOND;
    private static final long IDLE_NANOS = 2 * SECOND;
    private static final int MAX_IN_FLIGHT = 256;

    /// The kernel may be behind the model by this part of a frame's duration: BBR paces a little below the rate.
    private static final double KERNEL_LAG = 1 / 16.0;
    private static final long ASK_KERNEL_EVERY_NANOS = MILLIS;

    private final IntSupplier unsentBytes;
    private final RateEstimate rate = new RateEstimate();
    private final WindowedMinimum roundTrip = new WindowedMinimum();
    private final Calibration calibration = new Calibration();
    private final Neighbour neighbour = new Neighbour();

    // in flight, oldest first, in a ring
    private long[] ids = new long[8];
    private int[] sizes = new int[8];
    private long[] sentAt = new long[8];
    private long[] finishAt = new long[8];
    private int head;
    private int count;
    private long inFlightBytes;
    /// The last that was sent while nothing was in flight.
    private long loneId = -1;

    private final long[] errors = new long[ERRORS];
    private int errorCount;
    /// When the last byte sent will have left the bottleneck, as far as the model knows.
    private long finish = Long.MIN_VALUE / 4;
    private int startWindow = 1;

    // the last acknowledgement
    private long acknowledgedAt = Long.MIN_VALUE / 4;

    private long lastEventAt = Long.MIN_VALUE / 4;
    private boolean stalled;
    private boolean probeLeft;

    /// @param unsentBytes how much of what was sent the kernel has not put on the wire
    public FlowControl(IntSupplier unsentBytes) {
        this.unsentBytes = unsentBytes;
    }

    /// Returns when a frame of `bytes` may start: not after `nowNanos` for now, `Long.MAX_VALUE` for not before an acknowledgement.
    public long mayStartAt(int bytes, long nowNanos) {
        if (stalled) {
            return probeLeft ? nowNanos : Long.MAX_VALUE;
        }
        if (count == 0) {
            return nowNanos; // whatever the model says, nothing of ours can be queued
        }
        if (calibration.drains(nowNanos) || neighbour.asks()) {
            return Long.MAX_VALUE;
        }
        if (calibration.hurries()) {
            return nowNanos;
        }
        if (count >= startWindow || count >= MAX_IN_FLIGHT) {
            return Long.MAX_VALUE;
        }
        if (neighbour.competes()) {
            return neighbour.mayStartAt(bytes, inFlightBytes, sentAt[index(count - 1)], roundTrip.orElse(0), nowNanos);
        }
        if (overdue(nowNanos)) {
            return Long.MAX_VALUE;
        }
        double bytesPerNano = bytesPerNano();
        if (bytesPerNano == Double.POSITIVE_INFINITY) {
            return nowNanos;
        }
        double window = bytesPerNano * (path() + 10 * MILLIS) + 1.25 * Math.max(bytes, sizes[index(count - 1)]);
        if (inFlightBytes > window) {
            return Long.MAX_VALUE;
        }
        if (finish <= nowNanos) {
            askKernel(nowNanos);
        }
        return Math.max(nowNanos, finish);
    }

    private void askKernel(long nowNanos) {
        int newest = index(count - 1);
        long held = duration(unsentBytes.getAsInt()) - (long) (duration(sizes[newest]) * KERNEL_LAG);
        if (held > 0) {
            finish = nowNanos + Math.max(held, ASK_KERNEL_EVERY_NANOS);
            finishAt[newest] = finish;
        }
    }

    /// A frame's write began.
    ///
    /// @param id rises with every frame of the connection
    public void sent(long id, int bytes, long nowNanos) {
        if (count == 0 && nowNanos - lastEventAt > IDLE_NANOS) {
            startWindow = Math.min(startWindow, 2);
            errorCount = 0;
        }
        probeLeft = false;
        calibration.sent(id, count == 0, nowNanos);
        if (count == 0) {
            loneId = id;
        }
        finish = (count == 0 ? nowNanos : Math.max(finish, nowNanos)) + duration(bytes);
        if (count == ids.length) {
            grow();
        }
        int at = index(count++);
        ids[at] = id;
        sizes[at] = bytes;
        sentAt[at] = nowNanos;
        finishAt[at] = finish;
        inFlightBytes += bytes;
        lastEventAt = nowNanos;
    }

    /// A frame arrived, and with it every earlier one of the connection.
    ///
    /// @param dispersionMicros microseconds between the arrivals of its announcement and its end, or -1
    public void acknowledged(long id, long dispersionMicros, long nowNanos) {
        if (count == 0 || id < ids[head] || id > ids[index(count - 1)]) {
            return; // known already, or never sent
        }
        long firstSentAt = sentAt[head];
        int bytes = 0;
        int last = head;
        while (count > 0 && ids[head] <= id) {
            last = head;
            bytes += sizes[head];
            head = (head + 1) % ids.length;
            count--;
        }
        inFlightBytes -= bytes;
        measure(firstSentAt, bytes, last, dispersionMicros, nowNanos);
        correct(nowNanos);
        startWindow = stalled || rate.bytesPerSecond() == 0 ? 2 : Math.min(MAX_IN_FLIGHT, startWindow + 1);
        stalled = false;
        acknowledgedAt = nowNanos;
        lastEventAt = nowNanos;
    }

    private void measure(long firstSentAt, int bytes, int last, long dispersionMicros, long nowNanos) {
        long trip = Math.max(1, nowNanos - sentAt[last]);
        long spacing = Math.max(1, nowNanos - acknowledgedAt);
        long known = roundTrip.orElse(trip);
        long idle = firstSentAt + known - acknowledgedAt;
        int size = sizes[last];
        long dispersion = dispersionMicros * 1_000;
        boolean measured = dispersionMicros >= 0 && dispersion <= trip;
        boolean busy = idle < -MILLIS;
        if (busy) {
            rate.busy(bytes, spacing, nowNanos);
        } else if (idle > size * IDLE_PART * SECOND / rate.burstBytesPerSecond()) {
            rate.idle();
        }
        if (measured) {
            if (dispersionMicros < NOISE_MICROS) {
                rate.sampled(Double.POSITIVE_INFINITY, nowNanos);
            } else if (size >= MEASURABLE_BYTES) {
                rate.sampled((size - FIRST_PACKET) * 1e9 / dispersion, nowNanos);
            }
            boolean clear = neighbour.asks() ? ids[last] == loneId : spacing > dispersion * CLEAR;
            lagged(trip - dispersion, size, clear, nowNanos);
            calibration.stop();
        } else if (calibration.acknowledged(ids[last], size, trip, sentAt[last], nowNanos)) {
            rate.reset(calibration.bytesPerSecond());
            roundTrip.reset(calibration.roundTripNanos(), nowNanos);
        } else if (busy) {
            rate.sampled(bytes * 1e9 / spacing, nowNanos);
        } else if (rate.bytesPerSecond() == 0) {
            roundTrip.add(trip, nowNanos);
        } else if (trip < known + duration(size)) {
            rate.sampled(size * 1e9 / Math.max(1, trip - known), nowNanos);
            if (trip < known) {
                roundTrip.add(trip, nowNanos);
            }
        }
    }

    /// A frame began to arrive so long after it was sent.
    ///
    /// @param clear not directly behind one of ours
    private void lagged(long lag, int bytes, boolean clear, long nowNanos) {
        if (!neighbour.competes() || lag < roundTrip.orElse(lag)) {
            roundTrip.add(lag, nowNanos);
        }
        neighbour.found(lag - roundTrip.orElse(lag), clear, bytes, rate.burstBytesPerSecond() / 1e9, nowNanos);
        long longer = neighbour.longerPathNanos(nowNanos);
        if (longer > 0) {
            roundTrip.reset(roundTrip.orElse(0) + longer, nowNanos);
        }
    }

    /// Moves the model by what the last acknowledgements agree on.
    private void correct(long nowNanos) {
        long observed = nowNanos - path();
        for (int i = 0; i < count; i++) {
            int at = index(i);
            observed = Math.max(observed, sentAt[at]) + duration(sizes[at]);
        }
        errors[errorCount++ % ERRORS] = Math.max(observed, nowNanos) - Math.max(finish, nowNanos);
        if (errorCount < ERRORS) {
            return;
        }
        long least = errors[0];
        long most = errors[0];
        for (long error : errors) {
            least = Math.min(least, error);
            most = Math.max(most, error);
        }
        long change = least > 0 ? least : Math.min(most, 0);
        if (change != 0) {
            finish += change;
            for (int i = 0; i < ERRORS; i++) {
                errors[i] -= change;
            }
            for (int i = 0; i < count; i++) {
                finishAt[index(i)] += change;
            }
        }
    }

    /// When nothing was heard for too long, or `Long.MAX_VALUE` while nothing is awaited.
    public long timeoutAtNanos() {
        if (count == 0 || stalled) {
            return Long.MAX_VALUE;
        }
        return lastEventAt + Math.max(TIMEOUT_MIN_NANOS, 4 * (path() + duration(sizes[head])));
    }

    /// The timeout was reached: acknowledgements are lost or the viewer has stalled; one probe may go out.
    public void expired(long nowNanos) {
        if (nowNanos < timeoutAtNanos()) {
            return;
        }
        stalled = true;
        probeLeft = true;
        startWindow = 1;
        rate.halve();
        errorCount = 0;
    }

    private boolean overdue(long nowNanos) {
        long tolerance = Math.max(50 * MILLIS, Math.max(OVERDUE_PATHS * path(), duration(sizes[head]) / 2));
        return nowNanos > finishAt[head] + path() + tolerance;
    }

    // --- readings

    /// What the path carries: 0 while unknown, positive infinity while nothing showed a limit.
    public double bytesPerSecond() {
        return rate.bytesPerSecond();
    }

    /// The round trip of a packet that waits nowhere; 0 while unknown.
    public long roundTripNanos() {
        return roundTrip.orElse(0);
    }

    /// How long the next byte would wait behind what this connection has sent.
    public long queueNanos(long nowNanos) {
        return Math.max(0, finish - nowNanos);
    }

    /// Bytes sent and not acknowledged.
    public long inFlightBytes() {
        return inFlightBytes;
    }

    private long path() {
        return roundTrip.orElse(0) + neighbour.waitNanos();
    }

    private double bytesPerNano() {
        double bytesPerSecond = rate.bytesPerSecond();
        return bytesPerSecond == 0 ? Double.POSITIVE_INFINITY : bytesPerSecond / 1e9;
    }

    private long duration(int bytes) {
        return (long) (bytes / bytesPerNano());
    }

    private int index(int i) {
        return (head + i) % ids.length;
    }

    private void grow() {
        int length = ids.length;
        var newIds = new long[2 * length];
        var newSizes = new int[2 * length];
        var newSentAt = new long[2 * length];
        var newFinishAt = new long[2 * length];
        for (int i = 0; i < length; i++) {
            int at = index(i);
            newIds[i] = ids[at];
            newSizes[i] = sizes[at];
            newSentAt[i] = sentAt[at];
            newFinishAt[i] = finishAt[at];
        }
        ids = newIds;
        sizes = newSizes;
        sentAt = newSentAt;
        finishAt = newFinishAt;
        head = 0;
    }
}
