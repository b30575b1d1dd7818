package dev.oriel.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/// The end of the process: the first SIGINT or SIGTERM asks for it, a second one forces it, and it is forced as well when what is
/// to be stopped does not stop in time.
final class Ending {
    private static final Duration AT_MOST = Duration.ofMillis(4700);
    private static final int INTERRUPTED = 130;

    private final CountDownLatch asked = new CountDownLatch(1);

    private Ending() {
    }

    /// Takes over the two signals.
    static Ending onSignals() {
        var ending = new Ending();
        Signals.on("INT", ending::ask);
        Signals.on("TERM", ending::ask);
        return ending;
    }

    /// Waits for the first signal.
    void await() throws InterruptedException {
        asked.await();
    }

    /// Asks for the end as a signal does, but does not force it.
    void end() {
        asked.countDown();
    }

    /// Everything has stopped.
    void finished() {
        System.out.flush();
    }

    private void ask() {
        if (asked.getCount() == 0) {
            Runtime.getRuntime().halt(INTERRUPTED);
        }
        asked.countDown();
        Thread.ofPlatform().daemon().name("oriel-last-resort").start(() -> {
            try {
                Thread.sleep(AT_MOST);
                Runtime.getRuntime().halt(CommandLines.FAILED);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
