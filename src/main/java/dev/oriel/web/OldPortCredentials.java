package dev.oriel.web;

import dev.oriel.auth.Principal;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What a request to a port of old programs opens: everything there while the server is not locked, or the port is set to stay open;
/// else what its credential opens, as on the server's own port, but for two rules.
///
/// A browser sends a session's cookie to every port of a host, on behalf of whatever stands on any of them. So the cookie counts only where
/// a page of this server asks; and old players, which can send nothing else, may have a key as the first part of the path.
///
/// Threads: a request's event loop.
final class OldPortCredentials {
    private final Authenticator authenticator;
    private final Supplier<Gate> gate;
    private final BooleanSupplier locked;
    private final Supplier<Set<Integer>> ownPorts;

    /// @param gate     the rules as they stand
    /// @param ownPorts on which this server's pages stand
    OldPortCredentials(Authenticator authenticator, Supplier<Gate> gate, BooleanSupplier locked,
            Supplier<Set<Integer>> ownPorts) {
        this.authenticator = authenticator;
        this.gate = gate;
        this.locked = locked;
        this.ownPorts = ownPorts;
    }

    /// True while no credential is asked for.
    boolean isOpen(CompatPorts.Port port) {
        return !locked.getAsBoolean() || port.open().getAsBoolean();
    }

    /// As [Authenticator#authenticate].
    void authenticate(HttpServerRequest request, Gate.Asked asked, CompatPorts.Port port, Answers answers) {
        if (isOpen(port)) {
            answers.then.accept(new Access(() -> isOpen(port) ? Optional.of(Principal.ANYBODY) : Optional.empty()));
            return;
        }
        if (request.headers().contains("Cookie") && !gate.get().isOf(asked, Connections.fetch(request).page(), ownPorts.get())) {
            request.headers().remove("Cookie");
        }
        authenticator.authenticateOwn(request, access -> answers.then.accept(
                access.principal().isEmpty() && port.takesKeys() ? inPath(request, access) : access), answers.refused);
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
