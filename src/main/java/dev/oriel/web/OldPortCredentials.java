package dev.oriel.web;

import dev.oriel.auth.Principal;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What a request to a port of old programs opens: everything there while the server is not locked, and to be looked at where the port is set to
/// stay open; else what its credential opens, as on the server's own port, but for two rules.
///
/// A browser sends a session's cookie to every port of a host, on behalf of whatever stands on any of them. So the cookie counts only where
/// a page of this server asks; and old players, which can send nothing else, may have a key as the first part of the path.
///
/// Threads: a request's event loop.
///
/// @param gate     the rules as they stand
/// @param ownPorts on which this server's pages stand
record OldPortCredentials(Authenticator authenticator, Supplier<Gate> gate, BooleanSupplier locked,
        Supplier<Set<Integer>> ownPorts) {
    /// True while no credential is asked for.
    boolean isOpen(CompatPorts.Port port) {
        return !locked.getAsBoolean() || port.open().getAsBoolean();
    }

    /// As [Authenticator#authenticate].
    void authenticate(HttpServerRequest request, Gate.Asked asked, CompatPorts.Port port, Answers answers) {
        if (!locked.getAsBoolean()) {
            answers.then.accept(open(port));
            return;
        }
        if (request.headers().contains("Cookie") && !gate.get().isOf(asked, Connections.fetch(request).page(), ownPorts.get())) {
            request.headers().remove("Cookie");
        }
        boolean looksOn = port.open().getAsBoolean();
        authenticator.authenticateOwn(request, access -> {
            if (access.principal().isPresent()) {
                answers.then.accept(access);
            } else if (looksOn) {
                answers.then.accept(open(port));
            } else {
                answers.then.accept(port.takesKeys() ? inPath(request, access) : access);
            }
        }, looksOn ? _ -> answers.then.accept(open(port)) : answers.refused);
    }

    /// What an open port opens to all: a server that is locked is looked at, and nothing of it is changed.
    private Access open(CompatPorts.Port port) {
        return new Access(() -> !locked.getAsBoolean()
                ? Optional.of(Principal.ANYBODY)
                : port.open().getAsBoolean() ? Optional.of(Principal.ONLOOKER) : Optional.empty());
    }

    /// Where the answer goes.
    record Answers(Consumer<Access> then, Consumer<HttpError> refused) {}

    private Access inPath(HttpServerRequest request, Access otherwise) {
        var path = String.valueOf(request.path());
        int end = path.indexOf('/', 1);
        var secret = path.substring(Math.min(1, path.length()), end < 0 ? path.length() : end);
        return secret.isEmpty() ? otherwise : authenticator.accessOfKey(request, secret);
    }
}
