package dev.oriel.auth;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/// A login that lasts: a browser holds the id, this record only its hash.
///
/// @param hash    SHA-256 of the id, 64 hexadecimal digits
/// @param account that logged in
/// @param created when it did
/// @param seen    when the session was last used, as far as that has been written down
/// @param client  from where the login came
public record Session(String hash, String account, Instant created, Instant seen, Client client) {
    /// A session that is not used for so long is over.
    public static final Duration LIFETIME = Duration.ofDays(30);
    /// Sessions of one account; a further login ends the one that has not been used for longest.
    public static final int MOST_OF_AN_ACCOUNT = 50;

    private static final int ID_BYTES = 32;
    private static final int HANDLE_DIGITS = 16;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final SecureRandom RANDOM = new SecureRandom();

    /// From where a login came, for its owner to recognise it by.
    ///
    /// @param address as limits and the log know it
    /// @param browser as it calls itself, shortened
    public record Client(String address, String browser) {}

    public Session {
        Objects.requireNonNull(account, "account");
        if (!HASH.matcher(hash).matches()) {
            throw new IllegalArgumentException("a session has a hash of 64 hexadecimal digits");
        }
    }

    /// A new id: 256 random bits, base64url.
    public static String freshId() {
        var bytes = new byte[ID_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// True for a text that can be an id.
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /// The hash by which a session of that id is kept.
    public static String hash(String id) {
        return KeptSecret.sha256("", id);
    }

    /// The word for it in lists and addresses, of which no id can be made.
    public String handle() {
        return hash.substring(0, HANDLE_DIGITS);
    }

    /// The same, used at that time.
    public Session seenAt(Instant time) {
        return new Session(hash, account, created, time, client);
    }

    /// The sessions of an account that are too many, those that were not used for longest.
    public static List<Session> surplus(Iterable<Session> sessions, String account) {
        var all = new ArrayList<Session>();
        sessions.forEach(session -> {
            if (session.account().equals(account)) {
                all.add(session);
            }
        });
        all.sort(Comparator.comparing(Session::seen).reversed());
        return all.size() <= MOST_OF_AN_ACCOUNT ? List.of() : List.copyOf(all.subList(MOST_OF_AN_ACCOUNT, all.size()));
    }

    public boolean isOver(Instant now) {
        return !seen.plus(LIFETIME).isAfter(now);
    }

    /// The account alone: safe to log.
    @Override
    public String toString() {
        return "session of " + account;
    }
}
