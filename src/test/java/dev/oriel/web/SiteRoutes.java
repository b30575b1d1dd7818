package dev.oriel.web;

import dev.oriel.auth.AccountStore;
import dev.oriel.auth.FileSessions;
import dev.oriel.auth.KeyStore;
import dev.oriel.auth.LoginLimiter;
import dev.oriel.auth.Logins;
import dev.oriel.auth.Passwords;
import dev.oriel.doctor.Findings;
import dev.oriel.doctor.SharedExamination;
import dev.oriel.edge.DuplicatePublisherPolicy;
import dev.oriel.edge.EdgeId;
import dev.oriel.edge.Publications;
import dev.oriel.filter.MpegStreams;
import dev.oriel.filter.Renditions;
import dev.oriel.hub.Hub;
import dev.oriel.hub.RememberedSettings;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.limits.MemoryShares;
import dev.oriel.limits.PictureLimits;
import dev.oriel.observe.Audit;
import dev.oriel.source.LocalCamera;
import dev.oriel.time.Clocks;
import dev.oriel.view.Patience;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// What the site answers, for tests that compare it with its description.
public final class SiteRoutes {
    private static final Clocks CLOCKS = new Clocks(() -> 0, () -> 0);

    private SiteRoutes() {
    }

    /// `GET /api/cameras/{name}` and all others.
    public static List<String> list() {
        return routes().list();
    }

    /// What each of them asks of the holder of a credential.
    static Map<String, Permission> permissions() {
        return routes().permissions();
    }

    private static Routes routes() {
        var hub = new Hub(CLOCKS);
        var gate = new Gate(List.of(), Set.of(), List.of(), false);
        try (var renditions = new Renditions(CLOCKS, PictureLimits.usual())) {
            var streams = new WebServer.Streams(renditions,
                    new MpegStreams(Runnable::run, new ScheduledThreadPoolExecutor(0), PictureLimits.usual()));
            return new Site(new Site.Parts(hub, streams, "0", CLOCKS, () -> gate,
                    () -> Patience.of(Duration.ofMinutes(1), new MemoryBudget(() -> 0, System::nanoTime), () -> 0),
                    List.of(), well(), Runnable::run, publishing(hub), MemoryShares.of(() -> 1, System::nanoTime),
                    PictureLimits.usual(), () -> {
                        throw new IllegalStateException("no settings");
                    }, null, login(() -> gate),
                    (request, then, refused) -> then.accept(Access.NONE), () -> false)).routes();
        }
    }

    /// A server and a machine with which nothing is wrong.
    static WebServer.Condition well() {
        return new WebServer.Condition(List::of,
                new SharedExamination(() -> new Findings(List.of()), Runnable::run, System::nanoTime),
                WebServer.Peers.NONE);
    }

    private static LoginSite login(Supplier<Gate> gate) {
        var none = Path.of("none");
        return new LoginSite(login(none), new LoginSite.Around(new KeyStore(none, Map.of(), InstantSource.system()), gate, () -> {
            throw new IllegalStateException("no settings");
        }, Runnable::run, new MemoryBudget(() -> 0, System::nanoTime), () -> new KeysApi.NetworkAddresses(false, List.of()),
                CLOCKS));
    }

    /// Accounts and sessions of a folder; a day passes between two attempts, so that none is limited.
    static WebServer.Login login(Path folder) {
        var accounts = new AccountStore(folder, Map.of(), InstantSource.system());
        var clock = new AtomicLong();
        var limiter = new LoginLimiter(() -> clock.addAndGet(Duration.ofDays(1).toNanos()));
        var passwords = new Passwords(System::nanoTime);
        return new WebServer.Login(accounts, new FileSessions(folder, InstantSource.system()),
                new Logins(accounts, passwords, limiter), limiter, passwords, new Audit(System::nanoTime));
    }

    private static WebServer.Publishing publishing(Hub hub) {
        var keys = new KeyStore(Path.of("none"), Map.of(), InstantSource.system());
        var timer = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
        return new WebServer.Publishing(new Publications(new Publications.Parts(hub, keys,
                () -> new Publications.Rules(Duration.ofSeconds(10), DuplicatePublisherPolicy.REPLACE, 32, Duration.ofHours(1)),
                new Publications.Threads(timer, Runnable::run), CLOCKS,
                new Publications.Kept(name -> settings -> settings,
                        name -> new LocalCamera.CameraMemory(new RememberedSettings())),
                PictureLimits.usual(),
                new MemoryBudget(() -> 0, System::nanoTime))), keys, EdgeId::fresh);
    }
}
