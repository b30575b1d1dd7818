package dev.oriel.auth;

import dev.oriel.files.FileState;
import dev.oriel.files.FileTurn;
import dev.oriel.files.TextFile;
import dev.oriel.files.WholeFile;
import dev.oriel.observe.Bulkhead;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `sessions.json` of the data folder: every login that lasts, kept over restarts. Readable by its owner only.
///
/// The file is the truth: without it nobody is logged in, and its owner ends all sessions by deleting it. One that cannot be understood
/// counts as empty until the next login writes it anew.
///
/// Threads: any; writers of several processes take turns.
public final class FileSessions implements Sessions {
    private static final Logger LOG = LoggerFactory.getLogger(FileSessions.class);
    private static final Bulkhead BULKHEAD = new Bulkhead(LOG, "the end of a session");
    /// A use of a session is written down when the one that stands there is older than this.
    private static final Duration SEEN_EACH = Duration.ofHours(1);
    private static final Duration LOOK_EACH = Duration.ofMinutes(1);
    private static final Pattern COOKIE_ID = Pattern.compile("[0-9a-f]{8}");

    private final Path file;
    private final InstantSource clock;
    private final Map<String, Instant> used = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile Content content = new Content(freshCookieId(), Map.of());
    private @Nullable Object fingerprint;
    private String problem = "";
    private Instant lastLook = Instant.EPOCH;

    /// What stands in the file.
    private record Content(String id, Map<String, Session> sessions) {}

    public FileSessions(Path folder, InstantSource clock) {
        file = folder.resolve("sessions.json");
        this.clock = clock;
    }

    private static String freshCookieId() {
        return Session.hash(Session.freshId()).substring(0, 8);
    }

    @Override
    public String id() {
        return content.id;
    }

    @Override
    public String begin(String account, Session.Client client) throws IOException {
        var id = Session.freshId();
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var made = new Session(Session.hash(id), account, now, now, client);
        change(sessions -> {
            sessions.put(made.hash(), made);
            Session.surplus(sessions.values(), account).forEach(session -> sessions.remove(session.hash()));
            return true;
        });
        return id;
    }

    @Override
    public Optional<Session> known(String hash) {
        var session = content.sessions.get(hash);
        var now = clock.instant();
        if (session == null || asUsed(session).isOver(now)) {
            return Optional.empty();
        }
        used.put(hash, now);
        return Optional.of(session);
    }

    private Session asUsed(Session session) {
        var at = used.get(session.hash());
        return at == null || at.isBefore(session.seen()) ? session : session.seenAt(at.truncatedTo(ChronoUnit.MILLIS));
    }

    @Override
    public boolean mustLook(String hash) {
        return false;
    }

    @Override
    public Optional<Session> find(String hash) {
        return known(hash);
    }

    @Override
    public List<Session> list() {
        look();
        var now = clock.instant();
        return content.sessions.values().stream().map(this::asUsed).filter(session -> !session.isOver(now))
                .sorted(Comparator.comparing(Session::seen).reversed()).toList();
    }

    @Override
    public void end(String hash) throws IOException {
        change(sessions -> sessions.remove(hash) != null);
    }

    @Override
    public void renew(String hash, Instant notBefore) throws IOException {
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var begun = now.isBefore(notBefore) ? notBefore : now;
        change(sessions -> sessions.computeIfPresent(hash, (same, session) -> new Session(hash, session.account(), begun, now,
                session.client())) != null);
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    private void tell(Content before) {
        assert !Thread.holdsLock(this);
        if (!before.sessions.keySet().equals(content.sessions.keySet())) {
            BULKHEAD.each(listeners, Runnable::run);
        }
    }

    @Override
    public void refresh() {
        look();
        var now = clock.instant();
        if (Duration.between(lastLook, now).compareTo(LOOK_EACH) >= 0) {
            lastLook = now;
            used.keySet().retainAll(content.sessions.keySet());
            if (content.sessions.values().stream().anyMatch(this::isWorthWriting)) {
                try {
                    change(sessions -> true);
                } catch (IOException e) {
                    LOG.warn("the uses of sessions cannot be written down: {}", e.getMessage());
                }
            }
        }
    }

    private boolean isWorthWriting(Session session) {
        return Duration.between(session.seen(), asUsed(session).seen()).compareTo(SEEN_EACH) > 0;
    }

    // --- the file

    private void look() {
        var before = content;
        synchronized (this) {
            var now = FileState.of(file);
            if (now.equals(fingerprint) && problem.isEmpty()) {
                return;
            }
            fingerprint = now;
            content = read();
        }
        tell(before);
    }

    /// Never fails: a file that is no use counts as empty, and is said once.
    private Content read() {
        var why = "";
        try {
            var text = TextFile.readIfThere(file);
            if (text != null) {
                var read = parse(new JsonObject(text));
                problem = "";
                return read;
            }
        } catch (IOException e) {
            why = String.valueOf(e.getMessage());
        } catch (DecodeException | ClassCastException | NullPointerException | IllegalArgumentException | DateTimeException e) {
            why = "it is not a file of sessions";
        }
        if (!why.isEmpty() && !why.equals(problem)) {
            LOG.warn("{}: {}; everybody has to log in again", file, why);
        }
        problem = why;
        return new Content(content.id, Map.of());
    }

    /// Reads, changes and writes, while no other process does.
    ///
    /// @param change false when there is nothing to write
    private void change(Predicate<Map<String, Session>> change) throws IOException {
        var before = content;
        changeAlone(change);
        tell(before);
    }

    private synchronized void changeAlone(Predicate<Map<String, Session>> change) throws IOException {
        try (var _ = FileTurn.take(file.resolveSibling("sessions.lock"))) {
            var before = read();
            var now = clock.instant();
            var sessions = new LinkedHashMap<String, Session>();
            before.sessions.values().stream().map(this::asUsed).filter(session -> !session.isOver(now))
                    .forEach(session -> sessions.put(session.hash(), session));
            if (change.test(sessions)) {
                var after = new Content(before.id, Map.copyOf(sessions));
                WholeFile.write(file, json(after).encodePrettily(), WholeFile.OWNER_ONLY);
                content = after;
                problem = "";
                fingerprint = FileState.of(file);
            }
        }
    }

    private static Content parse(JsonObject json) {
        var id = json.getString("id");
        if (!COOKIE_ID.matcher(id).matches()) {
            throw new IllegalArgumentException("an id has eight hexadecimal digits");
        }
        var sessions = new LinkedHashMap<String, Session>();
        for (var each : json.getJsonArray("sessions")) {
            var session = (JsonObject) each;
            sessions.put(session.getString("hash"), new Session(session.getString("hash"), session.getString("account"),
                    Instant.parse(session.getString("created")), Instant.parse(session.getString("seen")),
                    new Session.Client(session.getString("address", ""), session.getString("browser", ""))));
        }
        return new Content(id, Map.copyOf(sessions));
    }

    private static JsonObject json(Content content) {
        var list = new JsonArray();
        content.sessions.values().stream().sorted(Comparator.comparing(Session::created))
                .forEach(session -> list.add(new JsonObject().put("hash", session.hash()).put("account", session.account())
                        .put("created", session.created().toString()).put("seen", session.seen().toString())
                        .put("address", session.client().address()).put("browser", session.client().browser())));
        return new JsonObject().put("id", content.id).put("sessions", list);
    }
}
