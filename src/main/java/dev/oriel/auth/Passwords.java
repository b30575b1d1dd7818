package dev.oriel.auth;

import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hashes passwords, one at a time.
///
/// A hash is meant to be costly, so strangers who try passwords can make this process calculate. Therefore one thread does it, at most
/// [#MOST_WAITING] wait for it, and after each calculation it rests for as long as that took: half a core, however many try.
///
/// Threads: `oriel-passwords`, started by the first job and ended by [#close]; futures are completed on it. Blocking: none but
/// [#hash], which calculates on the caller's thread and is for commands.
public final class Passwords implements AutoCloseable {
    /// What a new password has at least.
    public static final int LEAST_CHARACTERS = 8;
    /// Jobs that wait beside the one in work.
    public static final int MOST_WAITING = 8;
    private static final int MOST_BYTES = 1024;
    private static final long FORGETS_MEMORY_AFTER_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long CLOSES_WITHIN_MILLIS = 2000;
    private static final Logger LOG = LoggerFactory.getLogger(Passwords.class);

    private final LongSupplier nanos;
    private final LongConsumer rest;
    private final SecureRandom random = new SecureRandom();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Queue<Job<?>> waiting = new ArrayDeque<>();
    private @Nullable Thread thread;
    private boolean closed;

    private record Job<T>(Function<Argon2Memory, T> calculation, CompletableFuture<T> result) {
        void run(Argon2Memory memory) {
            try {
                result.complete(calculation.apply(memory));
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        }
    }

    /// @param nanos a clock that only goes forward
    public Passwords(LongSupplier nanos) {
        this(nanos, LockSupport::parkNanos);
    }

    /// @param nanos a clock that only goes forward
    /// @param rest  keeps the thread idle for so many nanoseconds
    Passwords(LongSupplier nanos, LongConsumer rest) {
        this.nanos = nanos;
        this.rest = rest;
    }

    /// The password, when an account may have it.
    ///
    /// @throws IllegalArgumentException saying what is allowed
    public static String allowed(String password) {
        if (password.codePointCount(0, password.length()) < LEAST_CHARACTERS) {
            throw new IllegalArgumentException(
                    "the password is too short: allowed: at least " + LEAST_CHARACTERS + " characters");
        }
        if (isTooLong(password)) {
            throw new IllegalArgumentException("the password is too long: allowed: at most " + MOST_BYTES + " bytes");
        }
        return password;
    }

    /// True when no account has such a password, whatever it is.
    static boolean isTooLong(String password) {
        return password.length() > MOST_BYTES || PasswordHash.bytes(password).length > MOST_BYTES;
    }

    /// A new hash, calculated on this thread.
    ///
    /// @throws IllegalArgumentException when no account may have that password
    public static String hash(String password) {
        return Argon2Hash.of(allowed(password), new SecureRandom(), new Argon2Memory()).text();
    }

    /// A new hash; nothing when too many wait.
    ///
    /// @throws IllegalArgumentException when no account may have that password
    public Optional<CompletableFuture<String>> offerHash(String password) {
        allowed(password);
        return offer(memory -> hash(password, memory));
    }

    String hash(String password, Argon2Memory memory) {
        return Argon2Hash.of(password, random, memory).text();
    }

    /// Has something calculated in turn; nothing when too many wait.
    <T> Optional<CompletableFuture<T>> offer(Function<Argon2Memory, T> calculation) {
        var result = new CompletableFuture<T>();
        lock.lock();
        try {
            if (closed || waiting.size() >= MOST_WAITING) {
                return Optional.empty();
            }
            waiting.add(new Job<>(calculation, result));
            if (thread == null) {
                thread = Thread.ofPlatform().name("oriel-passwords").daemon().start(this::work);
            }
            work.signal();
        } finally {
            lock.unlock();
        }
        return Optional.of(result);
    }

    /// Jobs that wait.
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        var memory = new Argon2Memory();
        try {
            for (var job = next(memory); job != null; job = next(memory)) {
                long from = nanos.getAsLong();
                job.run(memory);
                rest.accept(nanos.getAsLong() - from);
            }
        } catch (InterruptedException e) {
            LOG.debug("ended by interruption");
        }
    }

    /// Null at the end.
    private @Nullable Job<?> next(Argon2Memory memory) throws InterruptedException {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                if (work.awaitNanos(FORGETS_MEMORY_AFTER_NANOS) <= 0) {
                    memory.release();
                }
            }
            return closed ? null : waiting.remove();
        } finally {
            lock.unlock();
        }
    }

    /// Ends the thread after the calculation in work; what waits is cancelled.
    @Override
    public void close() {
        Thread ending;
        var left = new ArrayDeque<Job<?>>();
        lock.lock();
        try {
            closed = true;
            left.addAll(waiting);
            waiting.clear();
            ending = thread;
            work.signalAll();
        } finally {
            lock.unlock();
        }
        left.forEach(job -> job.result().cancel(false));
        if (ending != null) {
            LockSupport.unpark(ending); // from its rest
            join(ending);
        }
    }

    private static void join(Thread ending) {
        try {
            if (!ending.join(java.time.Duration.ofMillis(CLOSES_WITHIN_MILLIS))) {
                LOG.warn("a calculation of a password's hash goes on beyond the end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
