package dev.oriel.edge;

import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.DemandLevel;
import dev.oriel.hub.Given;
import dev.oriel.hub.Size;
import dev.oriel.hub.Track;
import org.jspecify.annotations.Nullable;

/// The demand of everybody who watches a camera, as its publisher is to know it.
///
/// Threads: any. Nothing blocks, and no lock is held, as wherever demand changes.
///
/// @param changed run on the thread that changed it
record ViewerDemand(Track track, Runnable changed) {
    /// Listens to the track from now on.
    void start() {
        track.onLevelChanged(changed);
    }

    /// What is needed of the publisher's pictures, or null while nobody watches.
    ///
    /// @param given what the pictures are before they are shaped, or null where none has come
    @Nullable
    DemandLevel now(CameraSettings settings, @Nullable Given given) {
        var level = track.demand();
        var newest = track.newest();
        return level == null ? null : needed(level, settings, given, newest == null ? 0 : newest.widthPixels());
    }

    /// Viewers speak of pictures that were turned and scaled; the publisher has to do with those before.
    ///
    /// @param shownPixels the width of the newest picture, 0 for unknown
    static DemandLevel needed(DemandLevel level, CameraSettings settings, @Nullable Given given, int shownPixels) {
        var scaled = settings.size();
        var before = scaled == null && given != null ? given.size() : scaled;
        double width = level.limitsWidth() ? widthBefore(level.widthPixels(), settings, before, shownPixels) : 0;
        if (scaled != null) {
            width = width > 0 ? Math.min(width, scaled.width()) : scaled.width();
        }
        var fps = settings.fps();
        double rate = level.framesPerSecond();
        return DemandLevel.of((int) width, fps == null || rate <= fps ? level.limitsRate() ? rate : 0 : fps);
    }

    private static double widthBefore(int widthPixels, CameraSettings settings, @Nullable Size before, int shownPixels) {
        if (before != null && shownPixels > 0) {
            return Math.ceil((double) widthPixels * before.width() / shownPixels - 1e-6);
        }
        return settings.rotate() % 180 == 0 ? widthPixels : 0;
    }
}
