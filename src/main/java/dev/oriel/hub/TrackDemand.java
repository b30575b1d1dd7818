package dev.oriel.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The demand of a track's subscriptions, and the three listeners of the track's maker.
///
/// Threads: any, without the track's lock unless said otherwise.
final class TrackDemand {
    private final Object lock;
    private final DemandLevels levels = new DemandLevels();
    /// Subscriptions that want content, and not only decoded pictures.
    private volatile int contentWanted;
    private volatile int picturesWanted;
    private Runnable changed = () -> {};
    private Runnable contentDue = () -> {};
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

    /// @param listener of each further demand for content
    void onContentDue(Runnable listener) {
        synchronized (lock) {
            contentDue = listener;
        }
    }

    /// True while content is wanted, and not only decoded pictures.
    boolean wantsContent() {
        return contentWanted > 0;
    }

    /// True while decoded pictures are wanted.
    boolean wantsPictures() {
        return picturesWanted > 0;
    }

    /// Changes what a subscription wants.
    ///
    /// @param change sets the subscription's fields, with the lock held
    /// @return the listeners that are to be told, in this order
    List<Runnable> change(Subscription subscription, Runnable change) {
        synchronized (lock) {
            var was = levels.highest();
            var before = subscription.demand();
            int content = subscription.contentDemand();
            int pictures = subscription.pictureDemand();
            change.run();
            levels.change(before, subscription.demand());
            var is = levels.highest();
            var told = new ArrayList<Runnable>(0);
            if (was == null != (is == null)) {
                told.add(changed);
            }
            if (!Objects.equals(was, is)) {
                told.add(levelChanged);
            }
            content = subscription.contentDemand() - content;
            contentWanted += content;
            picturesWanted += subscription.pictureDemand() - pictures;
            if (content > 0) {
                told.add(contentDue);
            }
            return told;
        }
    }

    /// The level that serves every subscription that wants packets, or null without demand.
    @Nullable
    DemandLevel highest() {
        synchronized (lock) {
            return levels.highest();
        }
    }
}
