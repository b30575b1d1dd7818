package dev.oriel.web;

import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/// Finds what the credentials of a request open.
interface Authenticator {

    /// Hands on the access of a request: at once, or later on its event loop where a password has to be compared first. Until then the
    /// request's body is not read.
    ///
    /// @param then  is called once, unless `refused` is
    /// @param refused is called instead for credentials that are wrong, or come too often
    /// @throws HttpError the same, at once
    void authenticate(HttpServerRequest request, Consumer<Access> then, Consumer<HttpError> refused);

    /// The same for a request that is known to come from a page of this server, such as one of another port of it.
    default void authenticateOwn(HttpServerRequest request, Consumer<Access> then, Consumer<HttpError> refused) {
        authenticate(request, then, refused);
    }

    /// What a key opens that stands in the path of an old port.
    ///
    /// @return [Access#NONE] for one that does not exist
    /// @throws HttpError for one that comes too often
    default Access accessOfKey(HttpServerRequest request, String secret) {
        return Access.NONE;
    }
}
