package dev.oriel;

import dev.oriel.config.ConfigException;
import dev.oriel.config.Settings;
import dev.oriel.config.StartSettings;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the settings anew when one of their files has changed. Unusable settings change nothing: the log names their problems once,
/// and they are read again at each look until they can be used.
///
/// A file counts as changed when it looks other than in the settings in force, and the same in two looks one after another: an editor
/// may be in the middle of writing it.
///
/// Threads: [#look] is called by one at a time, and waits for the disk; `waiting` runs reading and applying, one at a time.
final class SettingsWatch {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsWatch.class);

    /// How settings are noticed, read and applied.
    ///
    /// @param fingerprint something that differs after a change of a file
    /// @param read        reads all settings
    /// @param apply       puts them in force where they are others than those that are
    record Reading(Supplier<Object> fingerprint, Callable<Settings> read, Consumer<Settings> apply, Executor waiting) {}

    private final Reading reading;
    private final StartSettings atStart;
    private final AtomicBoolean reloading = new AtomicBoolean();
    private Object inForce;
    private Object lastLook;
    private volatile Settings settings;
    private volatile List<String> problems = List.of();
    private volatile List<String> needRestart = List.of();

    /// @param settings    in force since the start
    /// @param fingerprint of the files, taken before these were read
    SettingsWatch(Settings settings, Object fingerprint, Reading reading) {
        this.settings = settings;
        this.reading = reading;
        atStart = settings.atStart();
        inForce = fingerprint;
        lastLook = fingerprint;
    }

    /// The problems of the settings as they stand in their places; empty while they are in force.
    List<String> problems() {
        return problems;
    }

    /// To be called again and again.
    void look() {
        var now = reading.fingerprint.get();
        boolean settled = now.equals(lastLook);
        lastLook = now;
        if (settled && (!now.equals(inForce) || !problems.isEmpty()) && reloading.compareAndSet(false, true)) {
            inForce = now;
            reading.waiting.execute(this::reload);
        }
    }

    private void reload() {
        try {
            var next = reading.read.call();
            if (!problems.isEmpty()) {
                LOG.info("the settings can be used again");
            }
            problems = List.of();
            if (!next.equals(settings)) {
                reading.apply.accept(next);
                settings = next;
                LOG.info("settings read anew");
                tellWhatNeedsRestart(atStart.differences(next.atStart()));
            }
        } catch (ConfigException e) {
            broken(e.problems());
        } catch (IllegalStateException e) {
            partly(String.valueOf(e.getMessage()));
        } catch (Throwable e) { // also an Error: what was changed must not count as read
            var failed = List.of(e.toString());
            if (!failed.equals(problems)) {
                LOG.error("the settings could not be applied", e);
            }
            problems = failed;
        } finally {
            reloading.set(false);
        }
    }

    private void partly(String problem) {
        if (!problems.contains(problem)) {
            LOG.warn("not all of the settings could be applied, which is tried again: {}", problem);
        }
        problems = List.of(problem);
    }

    private void broken(List<String> found) {
        if (!found.equals(problems)) {
            LOG.warn("the settings were changed but cannot be used, the old ones stay:\n{}", String.join("\n", found));
        }
        problems = found;
    }

    private void tellWhatNeedsRestart(List<String> keys) {
        if (!keys.isEmpty() && !keys.equals(needRestart)) {
            LOG.warn("changed, but read at the start only, so that a restart is needed: {}", String.join(", ", keys));
        }
        needRestart = keys;
    }
}
