package dev.oriel.web;

import dev.oriel.auth.Principal;
import dev.oriel.hub.Hub;
import dev.oriel.hub.VisibleCameras;
import dev.oriel.observe.Bulkhead;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;

/// What the credential of a request opens, looked up anew each time: a session that ended, a key that was revoked and an account that
/// lost a camera open nothing more, for streams that run already too.
///
/// Threads: any.
///
/// @param holder of the credential, as it stands; nothing once it is no longer good. Does not block
record Access(Supplier<Optional<Principal>> holder) {
    /// Of a request that shows nothing to a server that is locked.
    static final Access NONE = new Access(Optional::empty);

    private static final Bulkhead BULKHEAD = new Bulkhead(LoggerFactory.getLogger(Access.class), "the look-up of a credential");

    /// The holder of the credential now, or nothing. One that cannot be looked up is as one that is no longer good.
    Optional<Principal> principal() {
        try {
            return holder.get();
        } catch (RuntimeException e) {
            BULKHEAD.failed(e);
            return Optional.empty();
        }
    }

    /// True when a camera of that name, where there is one, exists for the holder.
    boolean sees(String camera) {
        return isSo(holder -> holder.sees(camera));
    }

    /// True when what is measured of a camera of that name, where there is one, is for the holder, who may see no picture.
    boolean reads(String camera) {
        return isSo(holder -> {
            var cameras = holder.cameras();
            return cameras == null || cameras.contains(camera);
        });
    }

    private boolean isSo(Predicate<Principal> question) {
        return principal().filter(question).isPresent();
    }

    /// The cameras that there are for the holder, as they stand each time.
    VisibleCameras cameras(Hub hub) {
        return new VisibleCameras(hub, this::sees);
    }
}
