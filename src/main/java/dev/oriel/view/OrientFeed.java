package dev.oriel.view;

import dev.oriel.hub.Camera;
import dev.oriel.orient.Orientable;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Tells one viewer where one camera looks: the newest state alone, and only while the connection takes what is written.
///
/// Threads: the connection's event loop; the camera's words come on any.
final class OrientFeed {
    private static final long TRY_AGAIN_MILLIS = 50;

    private final Outlet outlet;
    private final int index;
    private final AtomicBoolean hasNews = new AtomicBoolean();
    private @Nullable Orientable followed;
    private Runnable leave = () -> {};
    private boolean closed;

    /// @param index the camera's number
    OrientFeed(Outlet outlet, int index) {
        this.outlet = outlet;
        this.index = index;
    }

    /// Follows what turns the camera now, which may have become another one.
    void follow(Camera camera) {
        var turns = camera.orientation();
        if (closed || Objects.equals(turns, followed)) {
            return;
        }
        leave.run();
        leave = () -> {};
        followed = turns;
        if (turns != null) {
            leave = turns.onChange(state -> {
                if (hasNews.compareAndSet(false, true)) {
                    outlet.loop().execute(() -> outlet.attempt(this::tell));
                }
            });
            outlet.writeText(LiveMessages.orient(index, turns.orientation()));
        }
    }

    private void tell() {
        if (closed) {
            return;
        }
        if (!outlet.isDrained()) {
            outlet.loop().schedule(() -> outlet.attempt(this::tell), TRY_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            return;
        }
        hasNews.set(false); // before it is looked: what changes after that is told again
        if (followed != null) {
            outlet.writeText(LiveMessages.orient(index, followed.orientation()));
        }
    }

    void close() {
        closed = true;
        leave.run();
    }
}
