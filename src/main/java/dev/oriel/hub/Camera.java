package dev.oriel.hub;

import dev.oriel.frame.Codec;
import dev.oriel.orient.Axis;
import dev.oriel.orient.Orientable;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A camera as everything outside its source sees it: a name, a track and what it can be told.
///
/// Threads: any may call any method.
public interface Camera {
    /// What it is called in addresses: `[a-z0-9-]{1,32}`.
    default String name() {
        return track().name();
    }

    /// Where its frames are published.
    Track track();

    /// What may change while it runs, as it stands.
    CameraSettings settings();

    /// Those that this process itself applies: of a camera whose publisher applies its own, what is done to the pictures besides.
    default CameraSettings appliedHere() {
        return settings();
    }

    /// Changes the settings: takes effect and is kept for the next start, viewers stay connected.
    ///
    /// @param change makes new settings of those that stand; one change at a time, so that none is lost
    /// @throws IllegalArgumentException with words for a user when this camera cannot do that; nothing has changed then
    void change(SettingsChange change);

    /// The past of its settings, and the ways back, or null where nobody keeps it.
    default @Nullable SettingsJournal journal() {
        return null;
    }

    /// The commands that this camera takes: `settings`, and `controls`, `orient`, `zoom`, `light` where it can.
    default Set<String> capabilities() {
        var all = new TreeSet<>(Set.of("settings"));
        var turns = orientation();
        if (turns != null) {
            var state = turns.orientation();
            all.add("orient");
            state.limits().range(Axis.ZOOM).ifPresent(range -> all.add("zoom"));
            if (!state.light().isEmpty()) {
                all.add("light");
            }
        }
        if (controls() != null) {
            all.add("controls");
        }
        return all;
    }

    /// The image controls of its device, or null where it has none.
    default @Nullable ImageControls controls() {
        return null;
    }

    /// The pan-tilt of this camera, or null where nothing turns it. Another one after a change of the settings.
    default @Nullable Orientable orientation() {
        return null;
    }

    /// The source's address with every password masked, for the eyes of an operator.
    String maskedUri();

    /// How its pictures become MPEG-1, as it stands.
    default MpegSettings mpeg() {
        return MpegSettings.DEFAULT;
    }

    /// Its pictures in that form where the source itself gives them so, or null where they would have to be encoded.
    default @Nullable Track offered(Codec codec) {
        return codec == Codec.JPEG ? track() : null;
    }

    /// Frames per second that the source says it gives, or null where it does not say or is not running.
    default @Nullable Double sourceFps() {
        return null;
    }

    /// The size of its newest picture, or null where there is none.
    default @Nullable Size pictureSize() {
        var newest = track().newest();
        if (newest == null) {
            var video = offered(Codec.H264);
            newest = video == null ? null : video.newest();
        }
        return newest == null || newest.widthPixels() == 0 || newest.heightPixels() == 0
                ? null
                : new Size(newest.widthPixels(), newest.heightPixels());
    }

    /// Seconds that the clock of the machine which has the source is ahead of this one's (behind: negative), where that is worth a word, or
    /// null. Capture times of its pictures have been put right by it.
    default @Nullable Double clockAheadSeconds() {
        return null;
    }

    /// The sizes that its device offers by itself, largest first; empty where there is no device, or nothing is known of it yet.
    default List<CameraMode> modes() {
        return List.of();
    }

    /// What the source turned out to give, or null where that is not known or it is not running.
    default @Nullable Given given() {
        return null;
    }

    /// Pictures of its source that were not published, and why.
    default FrameCounts counts() {
        return new FrameCounts();
    }
}
