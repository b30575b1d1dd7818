package dev.oriel.hub;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The demand of a track's subscriptions, and the two listeners of the track's maker.
///
/// Threads: any, without the track's lock unless said otherwise.
final class TrackDemand {
    private final Object lock;
    private final DemandLevels levels = new DemandLevels();
    private Runnable changed = () -> {};
    private Runnable levelChanged = () -> {};

    /// @param lock the track's
    TrackDemand(Object lock) {
        this.lock = lock;
    }

    /// @param listener of whether there is demand at all
    void onChanged(Runnable listener) {
        synchronized (lock) {
            changed = listener;
        }
    }

    /// @param listener of any other level of demand
    void onLevelChanged(Runnable listener) {
        synchronized (lock) {
            levelChanged = listener;
        }
    }

    /// Changes what a subscription wants.
    ///
    /// @param change sets the subscription's fields, with the lock held
    /// @return the listeners that are to be told, in this order
    List<Runnable> change(Subscription subscription, Runnable change) {
        synchronized (lock) {
            var was = levels.highest();
            var before = subscription.demand();
            change.run();
            levels.change(before, subscription.demand());
            var is = levels.highest();
            if (Objects.equals(was, is)) {
                return List.of();
            }
            return was == null || is == null ? List.of(changed, levelChanged) : List.of(levelChanged);
        }
    }

    /// What serves every subscription that wants packets, or null where none does.
    @Nullable
    DemandLevel highest() {
        synchronized (lock) {
            return levels.highest();
        }
    }
}
