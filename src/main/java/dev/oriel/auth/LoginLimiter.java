package dev.oriel.auth;

import dev.oriel.observe.Bulkhead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.LoggerFactory;

/// How soon a password or a key may be tried again.
///
/// - An address has five failures free, then waits a second, doubling to a minute; passwords and keys are counted apart, so that a
///   program with an old key keeps nobody beside it from logging in.
/// - After twenty failures of an account within ten minutes, from whatever addresses, one attempt in five seconds is made from addresses
///   that have not logged into it within thirty days; see [AccountGate] for whose.
/// - Of the places in front of the calculation of hashes, some are for addresses without failures, and the last ones for those that come
///   back when they were told to.
///
/// Names that no account has are counted like others. Each server counts for itself; [#share] and [#hear] carry outcomes between servers.
///
/// Threads: any. Memory: the addresses and accounts seen last are remembered, a bounded number of each.
public final class LoginLimiter {
    private static final int MOST_ADDRESSES = 32_768;
    private static final int MOST_ACCOUNTS = 8_192;
    private static final int MOST_FAMILIAR = 16_384;
    private static final long FAMILIAR_FOR_NANOS = TimeUnit.DAYS.toNanos(30);
    private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int PLACES_AFTER_FAILURES = 3;
    private static final int PLACES_AT_FIRST = 4;
    private static final int PLACES_FOR_PATIENT = 6;

    private final LongSupplier nanos;
    private final Map<String, LoginAddress> addresses = new Newest<>(MOST_ADDRESSES);
    private final Map<String, AccountGate> accounts = new Newest<>(MOST_ACCOUNTS);
    private final Map<Familiar, Long> familiar = new Newest<>(MOST_FAMILIAR);
    private final List<Consumer<LoginEvent>> peers = new CopyOnWriteArrayList<>();
    private final Bulkhead bulkhead = new Bulkhead(LoggerFactory.getLogger(LoginLimiter.class), "a login's outcome");

    private record Familiar(String address, String account) {}

    /// Forgets what was longest not used.
    private static final class Newest<K, V> extends LinkedHashMap<K, V> {
        private final int most;

        Newest(int most) {
            super(16, 0.75f, true);
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
        }
    }

    /// @param nanos a clock that only goes forward
    public LoginLimiter(LongSupplier nanos) {
        this.nanos = nanos;
    }

    // --- keys and links

    /// How long the address has to wait before it may try a key or a link; empty when it may now.
    public synchronized Optional<Duration> retryAfter(String address) {
        var known = addresses.get(address);
        return known == null ? Optional.empty() : waiting(known.keys.waitNanos(nanos.getAsLong(), 0));
    }

    /// A key or a link was wrong.
    public void failed(String address) {
        happened(new LoginEvent(address, "", false));
    }

    // --- passwords

    /// Takes a turn at an account; else how long the address has to wait. An attempt that is begun ends with [#ended].
    ///
    /// @param waiting attempts that wait for the calculation of a hash
    synchronized Optional<Duration> begin(String address, String account, int waiting) {
        long now = nanos.getAsLong();
        var state = addresses.computeIfAbsent(address, _ -> new LoginAddress());
        state.arrive(now);
        long wait = state.passwords.waitNanos(now, state.inWork());
        if (wait <= 0) {
            wait = turn(new Familiar(address, account), state, waiting, now);
        }
        if (wait > 0) {
            state.refuse(now, wait);
            return waiting(wait);
        }
        state.begin();
        return Optional.empty();
    }

    private long turn(Familiar who, LoginAddress state, int waiting, long now) {
        boolean known = isFamiliar(who, now);
        boolean clean = state.passwords.failures(now) == 0;
        if (waiting >= places(known, clean, state.returns())) {
            return SOON_NANOS;
        }
        var gate = accounts.get(who.account());
        return known || gate == null ? 0 : gate.waitNanos(who.address(), state, clean, now);
    }

    private static int places(boolean familiar, boolean clean, int returns) {
        if (familiar || (clean && returns > 1)) {
            return Passwords.MOST_WAITING;
        }
        return !clean ? PLACES_AFTER_FAILURES : returns > 0 ? PLACES_FOR_PATIENT : PLACES_AT_FIRST;
    }

    private boolean isFamiliar(Familiar who, long now) {
        var last = familiar.get(who);
        return last != null && now - last < FAMILIAR_FOR_NANOS;
    }

    /// An attempt that was begun is over without an outcome.
    synchronized void ended(String address) {
        var state = addresses.get(address);
        if (state != null) {
            state.end();
        }
    }

    /// Refuses for the sake of others an attempt that was begun.
    synchronized Duration refused(String address) {
        ended(address);
        addresses.computeIfAbsent(address, _ -> new LoginAddress()).refuse(nanos.getAsLong(), SOON_NANOS);
        return Duration.ofNanos(SOON_NANOS);
    }

    /// A password was wrong, or the name.
    public void failed(String address, String account) {
        happened(new LoginEvent(address, account, false));
    }

    /// A password was right: the address's failures are forgotten, and it is familiar from now on.
    public void succeeded(String address, String account) {
        happened(new LoginEvent(address, account, true));
    }

    private static Optional<Duration> waiting(long nanos) {
        return nanos <= 0 ? Optional.empty() : Optional.of(Duration.ofNanos(nanos));
    }

    // --- several servers

    /// Names who carries what happens here to other servers. Called on the thread on which it happened, so it only leaves word.
    public void share(Consumer<LoginEvent> peer) {
        peers.add(peer);
    }

    /// Counts what happened at another server.
    public synchronized void hear(LoginEvent event) {
        long now = nanos.getAsLong();
        var state = addresses.computeIfAbsent(event.address(), _ -> new LoginAddress());
        if (event.right()) {
            state.succeed(event.account());
            familiar.put(new Familiar(event.address(), event.account()), now);
        } else if (event.account().isEmpty()) {
            state.keys.fail(now);
        } else {
            state.fail(event.account(), now);
            accounts.computeIfAbsent(event.account(), _ -> new AccountGate()).fail(now);
        }
    }

    /// Addresses and accounts that are remembered.
    synchronized int remembered() {
        return addresses.size() + accounts.size() + familiar.size();
    }

    private void happened(LoginEvent event) {
        hear(event);
        bulkhead.each(new ArrayList<>(peers), peer -> peer.accept(event));
    }
}
