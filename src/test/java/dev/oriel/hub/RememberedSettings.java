package dev.oriel.hub;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A memory of settings that no disk has.
///
/// Threads: one at a time.
public final class RememberedSettings implements SettingsMemory {
    private final CameraSettings configured;
    private final Consumer<CameraSettings> keep;
    private final List<RecordedChange> changes = new ArrayList<>();

    /// @param keep told of settings that would have to be kept
    public RememberedSettings(CameraSettings configured, Consumer<CameraSettings> keep) {
        this.configured = configured;
        this.keep = keep;
    }

    /// Of a camera that nothing is configured for.
    public RememberedSettings() {
        this(CameraSettings.titled("door"), kept -> {});
    }

    @Override
    public ConfiguredSettings configured() {
        return new ConfiguredSettings(configured, Map.of(), Set.of(), "cameras.json", false);
    }

    @Override
    public List<RecordedChange> changes() {
        return changes.reversed();
    }

    @Override
    public void change(@Nullable String author, CameraSettings before, CameraSettings after) {
        keep.accept(after);
        if (!before.equals(after)) {
            changes.add(RecordedChange.of(changes.size() + 1, Instant.EPOCH, author, before, after));
        }
    }

    @Override
    public void takeBack(CameraSettings failed, CameraSettings standing) {
        keep.accept(standing);
    }

    @Override
    public void undo(RecordedChange change, @Nullable String author, CameraSettings before, CameraSettings after) {
        keep.accept(after);
        changes.replaceAll(each -> each.id() == change.id()
                ? each.ended(new RecordedChange.Undoing(Instant.EPOCH, author, false))
                : each);
    }
}
