package dev.oriel.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks each second for devices that have come, on a thread of its own: opening a device may take its time.
///
/// Threads: any. Life: from [#start] to [#close], which does not wait for a device.
final class DeviceWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final FoundCameras found;
    private final BooleanSupplier isWanted;
    private final BooleanSupplier isTestWatched;
    private final Thread thread = Thread.ofPlatform().daemon().name("oriel-devices").unstarted(this::run);
    private String failure = "";

    /// @param isWanted false while cameras are configured
    DeviceWatch(FoundCameras found, BooleanSupplier isWanted, BooleanSupplier isTestWatched) {
        this.found = found;
        this.isWanted = isWanted;
        this.isTestWatched = isTestWatched;
    }

    DeviceWatch start() {
        thread.start();
        return this;
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(EVERY);
                if (isWanted.getAsBoolean()) {
                    look();
                }
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    private void look() {
        try {
            found.look(isTestWatched.getAsBoolean());
        } catch (Throwable e) { // also an Error: what comes next must be found
            if (!e.toString().equals(failure)) {
                LOG.error("looking for cameras failed; going on", e);
            }
            failure = e.toString();
        }
    }

    /// Prints what a person should know of devices that cannot be used.
    void tell(PrintStream out) {
        if (isWanted.getAsBoolean()) {
            found.notes().forEach(note -> out.println("Note: " + note));
            out.flush();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
