package dev.oriel.edge;

import dev.oriel.hub.ImageControls;
import dev.oriel.hub.SettingsChange;
import dev.oriel.hub.SettingsJournal;
import dev.oriel.orient.Orientable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A camera whose publisher keeps its settings itself: what it says of the camera, and the way to change it.
///
/// Threads: any. Blocking: [#change] and the journal, for at most five seconds.
interface RemoteCamera {
    /// What the publisher said last.
    OfferedCamera description();

    /// The ids of the edges that it came through, farthest first, its publisher's last.
    List<String> path();

    /// The pan-tilt of this camera, or null where nothing turns it.
    @Nullable
    Orientable orientation();

    /// The image controls of its device, or null where it has none.
    @Nullable
    ImageControls controls();

    /// Asks the publisher for other settings.
    ///
    /// @throws IllegalArgumentException with words for a user when they were not changed
    void change(SettingsChange change);

    /// The past of its settings, which the publisher keeps.
    SettingsJournal journal();

    /// See [dev.oriel.hub.Camera#clockAheadSeconds].
    @Nullable
    Double clockAheadSeconds();
}
