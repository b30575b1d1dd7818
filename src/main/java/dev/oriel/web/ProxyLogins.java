package dev.oriel.web;

import dev.oriel.auth.Account;
import dev.oriel.auth.AccountStore;
import dev.oriel.auth.Principal;
import dev.oriel.auth.Role;
import dev.oriel.config.Settings;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Users that a proxy in front has logged in, and names in a header.
///
/// The header is anybody's to send, so it counts only from a trusted proxy, and only with the secret where one is set; from everybody else
/// it says nothing. The proxy has to take away what its own clients send under that name.
///
/// Threads: a request's event loop.
record ProxyLogins(Supplier<Settings> settings, Supplier<Gate> gate, AccountStore accounts) {
    static final String SECRET = "X-Oriel-Proxy-Secret";
    /// Also addresses of mail, by which some proxies call their users.
    private static final Pattern NAME = Pattern.compile("[a-z0-9._@+-]{1,100}");

    /// What the proxy's word opens; nothing where no believed proxy names a user.
    ///
    /// @throws HttpError 400 where it is not clear whom it means, or as what
    Optional<Access> access(HttpServerRequest request) {
        var login = settings.get().auth().proxy();
        var peer = Connections.peer(request);
        if (login == null || !gate.get().trusts(peer) || !knowsSecret(request, login.secret())) {
            return Optional.empty();
        }
        var user = once(request, login.userHeader());
        if (user == null || user.isEmpty()) {
            return Optional.empty();
        }
        var name = user.toLowerCase(Locale.ROOT);
        if (!NAME.matcher(name).matches()) {
            throw HttpError.badRequest("the user's name in the header of the proxy has characters that no name has");
        }
        var role = role(request, login.roleHeader());
        return Optional.of(new Access(() -> login.equals(settings.get().auth().proxy()) && gate.get().trusts(peer)
                && accounts.problem().isEmpty() // else nobody knows which cameras the user may see
                        ? Optional.of(new Principal(Principal.Kind.ACCOUNT, name, role, cameras(name)))
                        : Optional.empty()));
    }

    private static boolean knowsSecret(HttpServerRequest request, @Nullable String secret) {
        if (secret == null) {
            return true;
        }
        var shown = request.headers().getAll(SECRET);
        return shown.size() == 1 && MessageDigest.isEqual(shown.getFirst().getBytes(StandardCharsets.UTF_8),
                secret.getBytes(StandardCharsets.UTF_8));
    }

    private static Role role(HttpServerRequest request, @Nullable String header) {
        var word = header == null ? null : once(request, header);
        try {
            return word == null || word.isEmpty() ? Role.VIEWER : Role.parse(word.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw HttpError.badRequest("the role in the header of the proxy is none: viewer, operator or admin");
        }
    }

    private static @Nullable String once(HttpServerRequest request, String header) {
        List<String> values = request.headers().getAll(header);
        if (values.size() > 1) {
            throw new HttpError(400, "ambiguous-request", "the header " + header + " may stand once in a request");
        }
        return values.isEmpty() ? null : values.getFirst().strip();
    }

    /// An account of that name, where there is one, says which cameras it sees.
    private @Nullable Set<String> cameras(String name) {
        return accounts.find(name).map(Account::cameras).filter(cameras -> !cameras.isEmpty()).orElse(null);
    }
}
