package dev.oriel.hub;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a track is doing, and why when that needs a word.
///
/// @param cause words that a person understands, or null where there is nothing to explain
public record TrackState(Phase phase, @Nullable String cause) {

    /// Nobody watches.
    public static final TrackState IDLE = new TrackState(Phase.IDLE, null);
    /// Wanted, no picture yet.
    public static final TrackState STARTING = new TrackState(Phase.STARTING, null);
    /// Pictures come.
    public static final TrackState LIVE = new TrackState(Phase.LIVE, null);
    /// Switched off in the settings.
    public static final TrackState OFF = new TrackState(Phase.OFF, null);

    /// The five states of the protocol.
    public enum Phase {
        IDLE, STARTING, LIVE, LOST, OFF;

        /// The protocol's word.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Wanted but failing.
    public static TrackState lost(String cause) {
        return new TrackState(Phase.LOST, cause);
    }

    /// True while pictures come.
    public boolean isLive() {
        return phase == Phase.LIVE;
    }
}
