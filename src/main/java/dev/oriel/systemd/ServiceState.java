package dev.oriel.systemd;

import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells systemd when this process is ready, that it still works, and that it stops.
///
/// Where the unit has `WatchdogSec`, a thread asks each of the program's loops to answer, at half of that time, and passes on that the
/// program works only when all have. A loop that hangs so ends the process, and systemd starts another.
///
/// Threads: any; `oriel-watchdog` from [#ready] to [#close], where it is asked for. Errors: a manager that does not hear is logged once.
public final class ServiceState implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceState.class);

    private final @Nullable NotifySocket socket;
    private final Duration beat;
    private final LongSupplier nanoTime;
    private volatile @Nullable Thread watchdog;
    private volatile boolean unheard;

    private ServiceState(@Nullable NotifySocket socket, Duration beat, LongSupplier nanoTime) {
        this.socket = socket;
        this.beat = beat;
        this.nanoTime = nanoTime;
    }

    /// As the environment says: without `NOTIFY_SOCKET` nobody is told anything.
    ///
    /// @param nanoTime a clock as [System#nanoTime]
    public static ServiceState of(Map<String, String> environment, LongSupplier nanoTime) {
        return new ServiceState(NotifySocket.of(environment).orElse(null), beat(environment), nanoTime);
    }

    /// Half of the time after which the process counts as hanging; zero where nobody waits for it.
    private static Duration beat(Map<String, String> environment) {
        var process = environment.getOrDefault("WATCHDOG_PID", "");
        var micros = environment.getOrDefault("WATCHDOG_USEC", "");
        boolean isMeant = process.isEmpty() || process.equals(Long.toString(ProcessHandle.current().pid()));
        return isMeant && micros.matches("[1-9]\\d{0,17}")
                ? Duration.of(Long.parseLong(micros) / 2, ChronoUnit.MICROS)
                : Duration.ZERO;
    }

    /// The program listens.
    ///
    /// @param loops  what has to answer for the program to count as working
    /// @param status one line for people, asked for at each beat
    public void ready(List<Executor> loops, Supplier<String> status) {
        if (socket == null) {
            return;
        }
        send("READY=1\n" + statusLine(status));
        if (!beat.isZero()) {
            watchdog = Thread.ofPlatform().daemon().name("oriel-watchdog").start(() -> watch(loops, status));
        }
    }

    private void watch(List<Executor> loops, Supplier<String> status) {
        try {
            boolean answered = true;
            while (true) {
                long from = nanoTime.getAsLong();
                boolean answers = answer(loops);
                if (answers) {
                    send("WATCHDOG=1\n" + statusLine(status));
                } else if (answered) {
                    LOG.error("the timer or an event loop has not answered for {} s; systemd is not told that this works",
                            beat.toMillis() / 1000.0);
                }
                answered = answers;
                TimeUnit.NANOSECONDS.sleep(beat.toNanos() - (nanoTime.getAsLong() - from));
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    /// True when all have answered within a beat.
    private boolean answer(List<Executor> loops) throws InterruptedException {
        var silent = new CountDownLatch(loops.size());
        try {
            loops.forEach(loop -> loop.execute(silent::countDown));
        } catch (RejectedExecutionException e) {
            return false; // it has ended
        }
        return silent.await(beat.toNanos(), TimeUnit.NANOSECONDS);
    }

    private static String statusLine(Supplier<String> status) {
        return "STATUS=" + status.get().replace('\n', ' ');
    }

    private void send(String state) {
        try {
            if (socket != null) {
                socket.send(state);
                unheard = false;
            }
        } catch (IOException e) {
            if (!unheard) {
                LOG.warn("systemd cannot be told the state of this service: {}", e.getMessage());
            }
            unheard = true;
        }
    }

    /// The program stops.
    @Override
    public void close() {
        var thread = watchdog;
        if (thread != null) {
            thread.interrupt();
        }
        send("STOPPING=1");
    }
}
