package dev.oriel.orient;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The presets of a camera, and the tour from one to the next by their names.
///
/// Threads: one at a time. Time is passed in.
final class PresetTour {
    private final NavigableMap<String, Pose> presets = new TreeMap<>();
    private final Duration stay;
    private String touringTo = "";
    private double stayedSeconds;

    /// @param stay at each preset
    PresetTour(Map<String, Pose> presets, Duration stay) {
        this.presets.putAll(presets);
        this.stay = stay;
    }

    List<String> names() {
        return List.copyOf(presets.keySet());
    }

    /// A copy.
    Map<String, Pose> presets() {
        return new TreeMap<>(presets);
    }

    /// @throws IllegalArgumentException when there is none of that name
    Pose preset(String name) {
        var pose = presets.get(name);
        if (pose == null) {
            throw new IllegalArgumentException("there is no preset " + name);
        }
        return pose;
    }

    /// Takes other presets in the place of all.
    ///
    /// @return false when these are too few for the tour that is on
    boolean replace(Map<String, Pose> next) {
        presets.clear();
        presets.putAll(next);
        return next.size() >= 2 || !isOn();
    }

    boolean isOn() {
        return !touringTo.isEmpty();
    }

    void end() {
        touringTo = "";
    }

    /// Begins, or goes on at once.
    ///
    /// @return the preset to go to
    /// @throws IllegalArgumentException when there are too few
    Pose begin() {
        if (presets.size() < 2) {
            throw new IllegalArgumentException("a tour needs two presets or more");
        }
        return next();
    }

    private Pose next() {
        var next = presets.higherEntry(touringTo);
        var entry = next == null ? presets.firstEntry() : next;
        touringTo = entry.getKey();
        stayedSeconds = 0;
        return entry.getValue();
    }

    /// Lets time pass at a preset, with the hardware at rest.
    ///
    /// @return the next preset, once the stay is over; else null
    @Nullable
    Pose stayed(double seconds) {
        stayedSeconds += seconds;
        return stayedSeconds >= stay.toMillis() / 1000.0 ? next() : null;
    }
}
