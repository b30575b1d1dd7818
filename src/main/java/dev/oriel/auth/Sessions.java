package dev.oriel.auth;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The sessions that this server accepts.
///
/// Threads: any. Blocking: what may throw an [IOException] waits for a disk or for Redis; the rest never waits.
public interface Sessions {

    /// Eight hexadecimal digits that tell these sessions from those of another Oriel on the same host.
    String id();

    /// Begins a session and returns its id, which is kept nowhere.
    ///
    /// @throws IOException when it cannot be kept; the words are for a user
    String begin(String account, Session.Client client) throws IOException;

    /// The session of that hash, as far as this process knows without waiting. One that is returned counts as used now.
    Optional<Session> known(String hash);

    /// True while only [#find] can say whether there is such a session.
    boolean mustLook(String hash);

    /// Looks for a session where [#mustLook] says so; [#known] knows it afterwards.
    ///
    /// @throws IOException when nobody can say
    Optional<Session> find(String hash) throws IOException;

    /// All sessions that are not over, the last used first.
    List<Session> list() throws IOException;

    /// Ends a session, here within a second and on all servers of a bus within two; one that is not there is none.
    void end(String hash) throws IOException;

    /// Has a session count as begun now: its holder has shown the password anew.
    ///
    /// @param notBefore a time that it has begun after, by any clock
    /// @throws IOException when it cannot be kept
    void renew(String hash, Instant notBefore) throws IOException;

    /// Names who is told, on any thread, that sessions have come or gone.
    void onChange(Runnable listener);

    /// Looks what has changed elsewhere, and writes down which sessions have been used; called each second. Blocking, and never throws.
    void refresh();
}
