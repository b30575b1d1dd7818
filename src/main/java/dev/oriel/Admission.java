package dev.oriel;

import dev.oriel.auth.AccountStore;
import dev.oriel.auth.FileSessions;
import dev.oriel.auth.KeyStore;
import dev.oriel.auth.LoginLimiter;
import dev.oriel.auth.Logins;
import dev.oriel.auth.Passwords;
import dev.oriel.auth.Sessions;
import dev.oriel.bus.BusCameras;
import dev.oriel.config.Settings;
import dev.oriel.observe.Audit;
import dev.oriel.time.Clocks;
import dev.oriel.web.WebServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The accounts, keys and sessions of one server, and the limits on guessing them.
///
/// Threads: any. Blocking: [#look], for the disk.
final class Admission implements AutoCloseable {
    private final AccountStore accounts;
    private final KeyStore keys;
    private final Sessions sessions;
    private final Passwords passwords;
    private final WebServer.Login login;

    /// Where accounts and keys stand.
    ///
    /// @param folder the data folder
    record Places(Path folder, Map<String, String> environment) {}

    /// @param settings as they stand
    /// @param bus      whose servers share their sessions; null without one
    Admission(Supplier<Settings> settings, Places places, @Nullable BusCameras bus, Clocks clocks) {
        passwords = new Passwords(clocks.nanoTime());
        accounts = new AccountStore(places.folder, places.environment, new AccountStore.Demands(
                () -> settings.get().auth().required(), () -> settings.get().auth().proxy() != null), clocks::instant);
        keys = new KeyStore(places.folder, places.environment, clocks::instant);
        sessions = bus == null ? new FileSessions(places.folder, clocks::instant) : bus.sessions();
        var limiter = new LoginLimiter(clocks.nanoTime());
        if (bus != null) {
            bus.shareLogins(limiter);
        }
        login = new WebServer.Login(accounts, sessions, new Logins(accounts, passwords, limiter), limiter, passwords,
                new Audit(clocks.nanoTime()));
    }

    KeyStore keys() {
        return keys;
    }

    WebServer.Login login() {
        return login;
    }

    /// True while everybody is asked who they are.
    boolean isLocked() {
        return accounts.isLocked();
    }

    /// Why nobody can log in, or empty.
    String problem() {
        return accounts.problem();
    }

    /// Looks what has changed on the disk.
    void look() {
        accounts.refresh();
        keys.refresh();
        sessions.refresh();
        keys.keepUses(false);
    }

    @Override
    public void close() {
        passwords.close();
        keys.keepUses(true);
    }
}
