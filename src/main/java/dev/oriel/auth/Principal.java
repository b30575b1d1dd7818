package dev.oriel.auth;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The holder of a credential, as a request knows it: what kind of credential was shown, and what it opens.
///
/// @param kind    of the credential
/// @param name    of the account, key or link; empty for [Kind#ANYBODY]
/// @param role    what it may do to the cameras that it sees; keys and links have [Role#VIEWER], and their kind says the rest
/// @param cameras names that it sees; null for all
public record Principal(Kind kind, String name, Role role, @Nullable Set<String> cameras) {

    /// What was shown.
    public enum Kind {
        /// Nothing, to a server that is not locked.
        ANYBODY,
        /// An account's session, its password, or a login that a believed proxy vouches for.
        ACCOUNT,
        /// A key for publishing.
        PUBLISH_KEY,
        /// A key for watching.
        VIEW_KEY,
        /// A key for `/metrics` alone.
        METRICS_KEY,
        /// A link that shows one camera.
        SHARE_LINK
    }

    /// Every visitor of a server that is not locked.
    public static final Principal ANYBODY = new Principal(Kind.ANYBODY, "", Role.OPERATOR, null);

    /// Every visitor of an address that shows everything to all, of a server that is locked.
    public static final Principal ONLOOKER = new Principal(Kind.ANYBODY, "", Role.VIEWER, null);

    public Principal {
        cameras = cameras == null ? null : Set.copyOf(cameras);
    }

    /// True when the camera of that name exists for this holder.
    public boolean sees(String camera) {
        return kind != Kind.METRICS_KEY && (cameras == null || cameras.contains(camera));
    }

    /// Kind and name: safe to log.
    @Override
    public String toString() {
        return kind == Kind.ANYBODY ? "anybody" : kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ') + " " + name;
    }
}
