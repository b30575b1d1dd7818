package dev.oriel.view;

import dev.oriel.view.Shares.Claim;
import java.util.ArrayList;
import java.util.Collection;

/// Divides a connection's bandwidth among its cameras again and again, and chooses the rung of each.
///
/// Again when the bandwidth has changed by 15 %, when the viewer wishes something else, and four times a second as long as pictures
/// go out; once a second where nothing limits them, since only the cameras can change then.
///
/// Threads: the connection's event loop.
final class Allotment {
    private static final long EVERY_NANOS = 250_000_000L;
    private static final long UNLIMITED_EVERY_NANOS = 1_000_000_000L;
    private static final double CHANGE = 0.15;
    /// Several pictures of different sizes do not fill a path as evenly as those of one camera do.
    private static final double SHARED_OUT = 0.9;
    /// A tile that moves less is a slide show.
    private static final double LEAST_FPS = 3.2;
    /// The camera that somebody looks at, among others that are merely visible.
    private static final double SELECTED_FPS = 12;

    private long madeAtNanos;
    private double madeFor;
    private boolean isOutdated = true;

    /// The viewer wishes something else.
    void outdated() {
        isOutdated = true;
    }

    void update(Collection<Watched> all, double bytesPerSecond, long nowNanos) {
        long everyNanos = bytesPerSecond == Double.POSITIVE_INFINITY ? UNLIMITED_EVERY_NANOS : EVERY_NANOS;
        boolean changed = Math.abs(bytesPerSecond - madeFor) > CHANGE * madeFor;
        if (!isOutdated && !changed && nowNanos - madeAtNanos < everyNanos && !isOneNew(all)) {
            return;
        }
        madeAtNanos = nowNanos;
        madeFor = bytesPerSecond;
        isOutdated = false;
        boolean several = all.size() > 1;
        var these = new ArrayList<Watched>(all.size());
        var situations = new ArrayList<Situation>(all.size());
        for (var one : all) {
            var situation = one.situation(floorFps(one.wish(), several), nowNanos);
            if (situation == null) {
                one.shareUnknown();
            } else {
                these.add(one);
                situations.add(situation);
            }
        }
        var shares = Shares.of(several ? SHARED_OUT * bytesPerSecond : bytesPerSecond,
                situations.stream().map(Allotment::claim).toList());
        for (int i = 0; i < shares.length; i++) {
            these.get(i).share(situations.get(i), shares[i], nowNanos);
        }
    }

    /// A first picture must not wait for the next turn.
    private static boolean isOneNew(Collection<Watched> all) {
        for (var one : all) {
            if (one.isNew()) {
                return true;
            }
        }
        return false;
    }

    private static double floorFps(Wish wish, boolean several) {
        boolean lookedAt = several && wish.isSelected() && wish.mode() == Wish.Mode.AUTO;
        return lookedAt ? SELECTED_FPS : wish.mode().floorFps;
    }

    private static Claim claim(Situation situation) {
        var path = situation.path();
        double top = situation.bytes().applyAsDouble(path.getFirst());
        double full = situation.fullFps();
        double small = situation.bytes().applyAsDouble(path.getLast());
        double least = Math.min(LEAST_FPS, full);
        double held = Math.max(situation.heldFps(), least);
        return new Claim(situation.wish().isSelected(), small * least, top * held, top * full);
    }
}
