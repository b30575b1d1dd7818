package dev.oriel.source;

import dev.oriel.hub.CameraSetting;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.RecordedChange;
import dev.oriel.hub.SettingsChange;
import dev.oriel.hub.SettingsException;
import dev.oriel.hub.SettingsMemory;
import dev.oriel.hub.SettingsPatch;
import dev.oriel.hub.SettingsReport;
import dev.oriel.hub.Size;
import dev.oriel.hub.UndoException;
import dev.oriel.transcode.FilterChain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A camera's settings as they stand, and the way back from a size or a rate that its source cannot give.
///
/// Where a source fails with a size and rate that it never gave a picture with, those stand again that it last gave one with, or that
/// are configured. If they give a picture, the failed ones are forgotten, here and where settings are kept; if they fail too, the
/// settings were not to blame, and the failed ones stand again. Nothing else of the settings is ever taken back: a rotation or a
/// filter may hide something.
///
/// Threads: any. Blocking: [#change] and [#replace] alone, as whatever keeps the settings does.
public final class TriedSettings {
    private static final Logger LOG = LoggerFactory.getLogger(TriedSettings.class);

    /// What a source is asked for.
    private record Asked(@Nullable Size size, @Nullable Double fps) {
        static Asked of(CameraSettings settings) {
            return new Asked(settings.size(), settings.fps());
        }

        CameraSettings in(CameraSettings s) {
            return s.with(CameraSetting.SIZE, size).with(CameraSetting.FPS, fps);
        }

        @Override
        public String toString() {
            return (size == null ? "its own size" : "size " + size) + (fps == null
                    ? ""
                    : " at " + BigDecimal.valueOf(fps).stripTrailingZeros().toPlainString() + " fps");
        }
    }

    private final String camera;
    private final IntSupplier mostPixels;
    private final SettingsMemory memory;
    /// Held while settings are kept, which waits for a disk; never by the timer.
    private final Object changing = new Object();
    private volatile CameraSettings now;
    private Asked configured;
    private Asked proven;
    /// What failed last, while something else is tried in its place.
    private @Nullable Asked suspect;
    private String suspicion = "";
    /// What failed, and nothing else did any better.
    private @Nullable Asked innocent;
    private volatile @Nullable String notice;
    private volatile Set<String> locked = Set.of();

    /// @param camera     its name, for the log
    /// @param configured what is tried where nothing else is known to work
    /// @param mostPixels that a size may have, as it stands
    /// @param memory     remembers settings that were changed while running
    public TriedSettings(String camera, CameraSettings initial, CameraSettings configured, IntSupplier mostPixels,
            SettingsMemory memory) {
        this.camera = camera;
        this.mostPixels = mostPixels;
        this.memory = memory;
        this.configured = Asked.of(configured);
        proven = this.configured;
        now = possible(initial);
    }

    /// What was kept by another version, or for another device, must not cost the camera.
    private CameraSettings possible(CameraSettings initial) {
        var asked = Asked.of(initial);
        if (asked.equals(configured) || isAllowed(initial.size())) {
            return initial;
        }
        LOG.warn("{}: {} is more than limits.pixels allows, and is not asked for", camera, asked);
        return configured.in(initial);
    }

    private boolean isAllowed(@Nullable Size size) {
        return size == null || (long) size.width() * size.height() <= mostPixels.getAsInt();
    }

    public CameraSettings now() {
        return now;
    }

    /// Why a size or rate that was asked for does not stand any more, or null.
    public @Nullable String notice() {
        return notice;
    }

    /// What a change asks of whatever makes the pictures.
    ///
    /// @param asksAnew true when the source has to be asked for another size or rate
    /// @param filters  true when pictures pass another filter
    public record Change(boolean asksAnew, boolean filters) {}

    /// Names the settings that [#change] leaves alone.
    public void lock(Set<String> names) {
        locked = Set.copyOf(names);
    }

    /// Changes and keeps the settings, one change at a time.
    ///
    /// @throws IllegalArgumentException with words for a user when that cannot be; nothing has changed then
    public Change change(SettingsChange change) {
        synchronized (changing) {
            var before = now;
            var next = change.apply(before);
            check(before, next);
            memory.change(change.author(), before, next);
            return stand(next);
        }
    }

    private void check(CameraSettings before, CameraSettings next) {
        if (!before.filter().equals(next.filter())) {
            FilterChain.parse(next.filter());
        }
        var refused = new TreeSet<>(SettingsPatch.between(before, next).names());
        refused.retainAll(locked);
        if (!refused.isEmpty()) {
            var key = "cameras." + camera + ".locked";
            throw new SettingsException("locked in the settings: " + String.join(", ", new TreeSet<>(locked)) + " (" + key + ")",
                    refused.stream().collect(Collectors.toMap(name -> name, name -> "locked in the settings (" + key + ")")));
        }
        if (!Objects.equals(before.size(), next.size()) && !isAllowed(next.size())) {
            throw new SettingsException(
                    Map.of("size", "at most " + mostPixels.getAsInt() + " pixels (limits.pixels)"));
        }
    }

    /// The settings, where they come from, and the last changes.
    ///
    /// @throws IOException with words for a user when the changes cannot be read
    SettingsReport report() throws IOException {
        return new SettingsReport(now, memory.configured(), memory.changes());
    }

    /// Undoes a change, as [dev.oriel.hub.SettingsJournal#undo] has it.
    Change undo(@Nullable Long id, @Nullable String author) throws UndoException {
        synchronized (changing) {
            var before = now;
            var change = RecordedChange.toUndo(changes(), id);
            var next = change.undo(before);
            try {
                check(before, next);
            } catch (IllegalArgumentException e) {
                throw new UndoException(String.valueOf(e.getMessage()), e);
            }
            memory.undo(change, author, before, next);
            return stand(next);
        }
    }

    private List<RecordedChange> changes() {
        try {
            return memory.changes();
        } catch (IOException e) {
            throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
        }
    }

    /// Gives settings their configured values, as [dev.oriel.hub.SettingsJournal#reset] has it.
    Change reset(Set<String> names, @Nullable String author) {
        return change(
                SettingsChange.by(author, before -> SettingsPatch.of(memory.configured().settings(), names).applyTo(before)));
    }

    /// Takes over settings that were read anew.
    public Change replace(CameraSettings next, CameraSettings nextConfigured) {
        return replace(() -> next, nextConfigured);
    }

    /// Takes over settings that were read anew.
    ///
    /// @param read reads them, so that no change comes between that and their standing
    public Change replace(Supplier<CameraSettings> read, CameraSettings nextConfigured) {
        synchronized (changing) {
            var next = read.get();
            synchronized (this) {
                configured = Asked.of(nextConfigured);
            }
            return stand(possible(next));
        }
    }

    private synchronized Change stand(CameraSettings next) {
        boolean other = !Asked.of(now).equals(Asked.of(next));
        boolean filters = !now.filter().equals(next.filter());
        now = next;
        if (other) {
            suspect = null;
            innocent = null;
            notice = null;
        }
        return new Change(other, filters);
    }

    /// The source has given a picture that was made with these settings.
    ///
    /// Threads: must not wait; what has to be kept is kept by a thread of its own.
    public void shown(CameraSettings with) {
        @Nullable
        CameraSettings failed;
        synchronized (this) {
            var asked = Asked.of(with);
            proven = asked;
            innocent = null;
            if (suspect == null || !asked.equals(Asked.of(now))) {
                return;
            }
            notice = suspect + " was taken back: " + suspicion;
            LOG.warn("{}: {} cannot be had, {} stands again: {}", camera, suspect, asked, suspicion);
            failed = suspect.equals(configured) ? null : suspect.in(now);
            suspect = null;
        }
        if (failed != null) {
            Thread.ofVirtual().name("settings-" + camera).start(() -> keepNow(failed));
        }
    }

    private void keepNow(CameraSettings failed) {
        synchronized (changing) {
            try {
                memory.takeBack(failed, now);
            } catch (RuntimeException e) {
                LOG.error("{}: {}", camera, e.getMessage());
            }
        }
    }

    /// The source has failed, for what may be these settings' fault.
    ///
    /// Threads: must not wait.
    ///
    /// @return true when others stand now, with which to try again at once
    public synchronized boolean failed(CameraSettings with, String cause) {
        var asked = Asked.of(with);
        if (!asked.equals(Asked.of(now))) {
            return false; // others stand already
        }
        if (suspect != null) {
            innocent = suspect;
            suspect = null;
            now = innocent.in(now);
            return false;
        }
        if (asked.equals(proven) || asked.equals(innocent)) {
            return false;
        }
        suspect = asked;
        suspicion = cause;
        now = proven.in(now);
        return true;
    }
}
