package dev.oriel.hub;

import java.util.concurrent.atomic.AtomicInteger;

/// A step that runs on the thread that asks for it, and never twice at a time.
///
/// A thread that asks while another runs the step leaves it to that one, which runs it once more. So a step that reads the present
/// state and acts on it needs no lock while it calls other objects.
///
/// Threads: any; none waits.
public final class SerialStep {
    private final Runnable step;
    private final AtomicInteger requests = new AtomicInteger();

    public SerialStep(Runnable step) {
        this.step = step;
    }

    /// Runs the step with what is true now, here or on the thread that runs it already.
    public void request() {
        if (requests.getAndIncrement() == 0) {
            try {
                int seen = 1;
                do {
                    step.run();
                    seen = requests.addAndGet(-seen);
                } while (seen != 0);
            } catch (Throwable e) {
                requests.set(0); // or it would never run again
                throw e;
            }
        }
    }
}
