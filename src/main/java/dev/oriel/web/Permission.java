package dev.oriel.web;

import dev.oriel.auth.Principal;
import dev.oriel.auth.Principal.Kind;
import dev.oriel.auth.Role;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What an address asks of the holder of a credential. Each address of [Routes] has one.
enum Permission {
    /// Nothing, locked or not; a credential is not even looked at.
    NONE,
    /// Nothing; but a credential that is shown shows more. One that is wrong counts as none.
    OPTIONAL,
    /// A page for people: any account. A browser without a login is sent to the login page.
    PAGE,
    /// What there is to know and to see of one camera that the holder sees: accounts, viewing keys, share links.
    WATCH,
    /// The page of one camera: as [#WATCH], with the way to the login page of [#PAGE].
    WATCH_PAGE,
    /// What is not of one camera alone: accounts and viewing keys.
    READ,
    /// Processing of the holder's own pictures: accounts and publishers' keys.
    PROCESS,
    /// Changes: operators.
    OPERATE,
    /// Sending of pictures: operators and publishers' keys. The address itself says what a missing key is answered with.
    PUBLISH,
    /// Accounts, keys, sessions: admins; while the server is not locked the address itself looks where the request comes from.
    ADMINISTER,
    /// Readings of the server: admins and keys for it.
    METRICS,
    /// The holder's own session: everybody with any credential.
    SESSION;

    private boolean allows(Principal holder) {
        var kind = holder.kind();
        boolean person = kind == Kind.ANYBODY || kind == Kind.ACCOUNT;
        return switch (this) {
            case NONE, OPTIONAL, PUBLISH, SESSION -> true;
            case PAGE -> person;
            case WATCH, WATCH_PAGE -> person || kind == Kind.VIEW_KEY || kind == Kind.SHARE_LINK;
            case READ -> person || kind == Kind.VIEW_KEY;
            case PROCESS -> person || kind == Kind.PUBLISH_KEY;
            case OPERATE -> person && holder.role().includes(Role.OPERATOR);
            case ADMINISTER -> isAdmin(holder);
            case METRICS -> isAdmin(holder) || kind == Kind.METRICS_KEY;
        };
    }

    private static boolean isAdmin(Principal holder) {
        return holder.equals(Principal.ANYBODY) || (holder.kind() == Kind.ACCOUNT && holder.role() == Role.ADMIN);
    }

    /// True for an address that does without a credential also while the server is locked.
    boolean isPublic() {
        return this == NONE || this == OPTIONAL || this == PUBLISH;
    }

    /// True for a page: a browser without a login is sent to the login page.
    boolean isPage() {
        return this == PAGE || this == WATCH_PAGE;
    }

    /// Refuses a holder that does not suffice.
    ///
    /// @param camera the camera that the address names, or null
    /// @param exists true for names of cameras that there are
    /// @throws HttpError 401 without a credential; 404 for a camera that does not exist for the holder; 403
    void check(Access access, @Nullable String camera, Predicate<String> exists) {
        if (isPublic()) {
            return;
        }
        var holder = access.principal().orElseThrow(HttpError::loginRequired);
        if (allows(holder)) {
            return; // the address looks for the camera itself, and answers the same for one that is not there and one that is not seen
        }
        if (camera != null && !(exists.test(camera) && holder.sees(camera))) {
            throw HttpError.noSuchCamera();
        }
        throw HttpError.notAllowed();
    }
}
