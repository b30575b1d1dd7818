package dev.oriel.bus;

import dev.oriel.auth.LoginLimiter;
import dev.oriel.auth.Session;
import dev.oriel.auth.Sessions;
import dev.oriel.observe.Bulkhead;
import dev.oriel.time.Clocks;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sessions of all servers of a bus: each knows those that others have begun, and ends those that others have ended.
///
/// A session that is used here is remembered and looked at again twice a second; one that is not used for a minute is forgotten and asked
/// for anew. So without the bus those that were used in the last minute hold, no other is known, and none can begin.
///
/// Threads: any; one of its own, a [Line]'s, speaks with Redis.
public final class BusSessions implements Sessions {
    private static final Logger LOG = LoggerFactory.getLogger(BusSessions.class);
    private static final Bulkhead BULKHEAD = new Bulkhead(LOG, "the end of a session");
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);
    private static final long LOOK_EACH_NANOS = Duration.ofMillis(500).toNanos();
    private static final long HELD_NANOS = Duration.ofSeconds(60).toNanos();
    private static final long ABSENT_NANOS = Duration.ofSeconds(2).toNanos();
    private static final Duration SEEN_EACH = Duration.ofHours(1);
    private static final int MOST_REMEMBERED = 20_000;
    private static final int MOST_QUESTIONS = 256;

    private final BusNames names;
    private final Clocks clocks;
    private final BlockingQueue<Question<?>> questions = new ArrayBlockingQueue<>(MOST_QUESTIONS);
    private final Map<String, Remembered> remembered = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final String proposedId = Session.hash(Session.freshId()).substring(0, 8);
    private final LoginEvents events;
    private volatile String id = "";
    private volatile boolean connected;
    private volatile String problem = "";

    /// What was heard of a session.
    ///
    /// @param session   null where there is none
    /// @param usedNanos when it was last used here, or was found not to be there
    private record Remembered(@Nullable Session session, long usedNanos) {}

    private interface Answer<T> {
        T ask(SessionKeys keys) throws IOException;
    }

    private record Question<T>(Answer<T> answer, CompletableFuture<T> answered) {
        void ask(SessionKeys keys) throws IOException {
            try {
                answered.complete(answer.ask(keys));
            } catch (SessionKeys.Refused e) {
                answered.completeExceptionally(e);
            } catch (IOException | RuntimeException | Error e) {
                answered.completeExceptionally(e);
                throw e;
            }
        }
    }

    BusSessions(BusNames names, Clocks clocks) {
        this.names = names;
        this.clocks = clocks;
        events = new LoginEvents(names, clocks.epochMicros());
    }

    // --- the line

    /// A [Line]'s work.
    void run(BusConnection connection, Runnable stands) throws IOException, InterruptedException {
        var keys = new SessionKeys(connection, names);
        connection.signOfLife();
        try {
            learnId(keys);
            connected = true;
            stands.run();
            for (long lookNanos = clocks.nowNanos();;) {
                var question = questions.poll(Math.max(0, lookNanos - clocks.nowNanos()), TimeUnit.NANOSECONDS);
                if (question != null) {
                    question.ask(keys);
                }
                if (clocks.nowNanos() - lookNanos >= 0) {
                    lookNanos = clocks.nowNanos() + LOOK_EACH_NANOS;
                    look(keys);
                    exchange(connection);
                    connection.signOfLife();
                }
            }
        } finally {
            connected = false;
            for (var question = questions.poll(); question != null; question = questions.poll()) {
                question.answered.completeExceptionally(unreachable());
            }
        }
    }

    private void exchange(BusConnection connection) throws IOException {
        try {
            events.exchange(connection);
        } catch (SessionKeys.Refused e) {
            refused(e);
        }
    }

    /// Has wrong logins and keys count on all servers.
    void share(LoginLimiter limiter) {
        events.share(limiter);
    }

    private void learnId(SessionKeys keys) throws IOException {
        try {
            id = keys.id(proposedId);
            problem = "";
        } catch (SessionKeys.Refused e) {
            refused(e);
        }
    }

    private void refused(SessionKeys.Refused e) {
        var words = String.valueOf(e.getMessage());
        if (!words.equals(problem)) {
            LOG.warn("bus: {}", words);
        }
        problem = words;
    }

    private void look(SessionKeys keys) throws IOException {
        var hashes = remembered.entrySet().stream().filter(entry -> entry.getValue().session != null).map(Map.Entry::getKey)
                .toList();
        try {
            if (id.isEmpty()) {
                learnId(keys);
            }
            var found = keys.read(hashes);
            boolean changed = false;
            for (int i = 0; i < hashes.size(); i++) {
                changed |= heard(hashes.get(i), found.get(i));
            }
            problem = "";
            if (changed) {
                BULKHEAD.each(listeners, Runnable::run);
            }
            keep(keys, found);
        } catch (SessionKeys.Refused e) {
            refused(e);
        }
    }

    /// @return true for one that has ended
    private boolean heard(String hash, @Nullable Session session) {
        var after = remembered.computeIfPresent(hash, (same, before) -> new Remembered(session, before.usedNanos));
        return after != null && session == null;
    }

    /// Writes down that sessions are used, now and then.
    private void keep(SessionKeys keys, List<@Nullable Session> found) throws IOException {
        var now = now();
        for (var session : found) {
            if (session != null && Duration.between(session.seen(), now).compareTo(SEEN_EACH) > 0) {
                keys.writeTimes(session.seenAt(now));
            }
        }
    }

    private Instant now() {
        return clocks.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private <T> T ask(Answer<T> answer) throws IOException {
        var question = new Question<>(answer, new CompletableFuture<T>());
        if (!connected || !questions.offer(question)) {
            throw unreachable();
        }
        try {
            return question.answered.get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw unreachable();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        }
    }

    private static IOException unreachable() {
        return new IOException("no connection to the bus");
    }

    // --- the sessions

    @Override
    public String id() {
        return id;
    }

    @Override
    public String begin(String account, Session.Client client) throws IOException {
        var fresh = Session.freshId();
        var made = new Session(Session.hash(fresh), account, now(), now(), client);
        ask(keys -> {
            keys.write(made);
            keys.delete(Session.surplus(keys.all(), account).stream().map(Session::hash).toList());
            return made;
        });
        remember(made.hash(), made);
        return fresh;
    }

    private void remember(String hash, @Nullable Session session) {
        if (remembered.size() >= MOST_REMEMBERED) {
            remembered.values().removeIf(each -> each.session == null);
        }
        if (remembered.size() < MOST_REMEMBERED) {
            remembered.put(hash, new Remembered(session, clocks.nowNanos()));
        }
    }

    @Override
    public Optional<Session> known(String hash) {
        long nowNanos = clocks.nowNanos();
        var used = remembered.computeIfPresent(hash,
                (same, before) -> before.session == null ? before : new Remembered(before.session, nowNanos));
        return used == null ? Optional.empty() : Optional.ofNullable(used.session);
    }

    @Override
    public boolean mustLook(String hash) {
        return !remembered.containsKey(hash);
    }

    @Override
    public Optional<Session> find(String hash) throws IOException {
        if (mustLook(hash)) {
            remember(hash, ask(keys -> Optional.ofNullable(keys.read(List.of(hash)).getFirst())).orElse(null));
        }
        return known(hash);
    }

    @Override
    public List<Session> list() throws IOException {
        return ask(SessionKeys::all).stream().sorted(Comparator.comparing(Session::seen).reversed()).toList();
    }

    @Override
    public void end(String hash) throws IOException {
        ask(keys -> {
            keys.delete(List.of(hash));
            return hash;
        });
        if (heard(hash, null)) {
            BULKHEAD.each(listeners, Runnable::run);
        }
    }

    @Override
    public void renew(String hash, Instant notBefore) throws IOException {
        var begun = now().isBefore(notBefore) ? notBefore : now();
        ask(keys -> {
            var session = keys.read(List.of(hash)).getFirst();
            var renewed = session == null
                    ? null
                    : new Session(hash, session.account(), begun, now(), session.client());
            if (renewed != null) {
                keys.writeTimes(renewed);
                remember(hash, renewed);
            }
            return Objects.hash(renewed);
        });
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /// Forgets what has not been used for a while.
    @Override
    public void refresh() {
        long nowNanos = clocks.nowNanos();
        var old = new ArrayList<String>();
        remembered.forEach((hash, each) -> {
            if (nowNanos - each.usedNanos > (each.session == null ? ABSENT_NANOS : HELD_NANOS)) {
                old.add(hash);
            }
        });
        old.forEach(remembered::remove);
    }
}
