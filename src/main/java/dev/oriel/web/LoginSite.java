package dev.oriel.web;

import dev.oriel.auth.KeyStore;
import dev.oriel.config.Settings;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.time.Clocks;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// Everything about credentials: who shows which, and the addresses at which they are given, listed and taken.
///
/// Threads: as its parts.
final class LoginSite {
    private final WebServer.Login login;
    private final Around around;
    private final SessionCookies cookies;
    private final KeyCredentials keyCredentials;
    private final KeyAttempts attempts;
    private final PasswordChecks passwords;
    private final Authenticator identification;

    /// What of the server it needs.
    ///
    /// @param blocking runs what waits
    /// @param messages what bodies are taken from
    /// @param network  how other machines reach this one
    record Around(KeyStore keys, Supplier<Gate> gate, Supplier<Settings> settings, Executor blocking, MemoryBudget messages,
            Supplier<KeysApi.NetworkAddresses> network, Clocks clocks) {

        String client(HttpServerRequest request) {
            return Connections.client(request, gate.get());
        }
    }

    LoginSite(WebServer.Login login, Around around) {
        this.login = login;
        this.around = around;
        var accounts = login.accounts();
        cookies = new SessionCookies(login.sessions(), accounts, around.blocking, around.clocks::instant);
        attempts = new KeyAttempts(around.keys, login.limiter(), around::client, login.audit());
        keyCredentials = new KeyCredentials(around.keys, login.sessions(), attempts, around.gate, around.clocks::instant);
        passwords = new PasswordChecks(accounts, login.logins(), login.passwords(), login.audit());
        identification = new Identification(accounts::isLocked, cookies, keyCredentials,
                new BasicLogins(accounts, around.clocks.nanoTime()), new ProxyLogins(around.settings, around.gate, accounts),
                passwords, around.gate, around.settings);
    }

    Authenticator identification() {
        return identification;
    }

    KeyAttempts attempts() {
        return attempts;
    }

    void addTo(Routes routes) {
        var waiting = new Waiting(around.blocking);
        new LoginApi(login.accounts(), passwords, login.sessions(), cookies, around.blocking, around.messages, around.gate,
                login.audit()).addTo(routes);
        new SessionsApi(login.sessions(), cookies, waiting, login.audit()).addTo(routes);
        new UsersApi(login.accounts(), login.sessions(), cookies, passwords, waiting, around.messages, around::client,
                login.audit()).addTo(routes);
        new KeysApi(around.keys, waiting, around.messages, around.network, around.gate, login.audit(),
                around.clocks::instant).addTo(routes);
    }

    /// Lets whoever opens a link in.
    ///
    /// @throws HttpError when the link is not good
    void enter(HttpServerRequest request) {
        keyCredentials.enter(request);
    }
}
