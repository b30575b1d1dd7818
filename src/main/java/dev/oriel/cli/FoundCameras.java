package dev.oriel.cli;

import dev.oriel.v4l2.Cameras;
import dev.oriel.v4l2.Cameras.Found;
import dev.oriel.v4l2.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is served while no camera is configured: the capture devices of this machine as they come, and a test picture where there is
/// none that can be used.
///
/// A device keeps its name when it comes back under another number or in another socket. One that was pulled out stays listed. A
/// device whose pictures Oriel cannot show is listed with the cause, unless another file of the same device can be used.
///
/// Threads: any. Blocking: [#look] opens devices.
final class FoundCameras {
    private static final Logger LOG = LoggerFactory.getLogger(FoundCameras.class);
    private static final List<Path> LINKS = List.of(Path.of("/dev/v4l/by-id"), Path.of("/dev/v4l/by-path"));
    /// What cannot be shown is looked at again, and so is listed as lost although nobody watches.
    private static final String CHECK = "1m";
    static final String TEST = "test";

    private final Posix posix;
    private final Map<String, Found> served = new LinkedHashMap<>();
    private final Map<String, String> looked = new HashMap<>();
    private Map<String, String> before = Map.of();
    private boolean begun;
    private boolean showsTest = true;
    private volatile Map<String, String> settings;

    FoundCameras(Posix posix) {
        this.posix = posix;
        settings = made();
    }

    /// Looks for the first time, unless that has been done.
    synchronized void begin() {
        if (!begun) {
            look(false);
        }
    }

    /// Looks for what is new.
    ///
    /// @param testIsWatched true while the test picture must not be taken from somebody
    /// @return true when other settings follow from it
    synchronized boolean look(boolean testIsWatched) {
        fresh().stream().sorted(Comparator.comparing(found -> !found.isUsable())).forEach(this::take);
        served.entrySet().removeIf(one -> isForeign(one.getValue()) && hasBetterNeighbour(one.getValue()));
        boolean any = served.values().stream().anyMatch(found -> !isForeign(found));
        showsTest = !any || (showsTest && begun && testIsWatched);
        begun = true;
        var old = settings;
        settings = made();
        return !settings.equals(old);
    }

    /// Devices that were not there, or were others, when it was last looked. What has just come is left alone for a moment: its rights
    /// are set after it is there.
    private List<Found> fresh() {
        var files = Cameras.files(posix);
        var fresh = new ArrayList<Found>();
        files.forEach((path, mark) -> {
            boolean same = mark.isEmpty() ? isServed(path) : mark.equals(looked.get(path));
            boolean settled = !begun || mark.isEmpty() || mark.equals(before.get(path));
            if (!same && settled) {
                looked.put(path, mark);
                Optional.ofNullable(Cameras.look(posix, path)).ifPresent(fresh::add);
            }
        });
        looked.keySet().retainAll(files.keySet());
        before = files;
        return fresh;
    }

    private boolean isServed(String path) {
        return served.values().stream().anyMatch(found -> found.path().equals(path));
    }

    /// True for a device that was asked and gives nothing that can be shown.
    private static boolean isForeign(Found found) {
        return !found.isUsable() && !found.isUnasked();
    }

    /// True when another file of the same device can be used, or stands for it already.
    private boolean hasBetterNeighbour(Found foreign) {
        return !foreign.busInfo().isEmpty() && served.values().stream().anyMatch(other -> !other.path().equals(foreign.path())
                && other.busInfo().equals(foreign.busInfo()) && (!isForeign(other) || isBefore(other, foreign)));
    }

    private static boolean isBefore(Found one, Found other) {
        return Comparator.comparingInt((Found found) -> found.path().length()).thenComparing(Found::path).compare(one, other) < 0;
    }

    private void take(Found found) {
        if (isForeign(found) && hasBetterNeighbour(found)) {
            return;
        }
        var there = served.entrySet().stream().filter(one -> one.getValue().path().equals(found.path())).findFirst();
        if (there.isPresent() && !isSame(there.get().getValue(), found)) {
            served.remove(there.get().getKey()); // its place is taken
            there = Optional.empty();
        }
        var name = there.or(() -> moved(found)).map(Entry::getKey).orElse("");
        if (name.isEmpty()) {
            name = name(found.card(), made());
            if (begun) {
                LOG.info("{}: found at {}", name, found.path());
            }
        }
        served.put(name, found);
    }

    private static boolean isSame(Found before, Found now) {
        return before.isUnasked() || now.isUnasked()
                || (before.card().equals(now.card()) && before.driver().equals(now.driver()));
    }

    /// The same device, which is no longer where it was: in the same socket rather than in another.
    private Optional<Entry<String, Found>> moved(Found found) {
        return found.isUnasked()
                ? Optional.empty()
                : served.entrySet().stream()
                        .filter(one -> !one.getValue().isUnasked() && isSame(one.getValue(), found)
                                && !Cameras.isThere(posix, one.getValue().path()))
                        .min(Comparator.comparing(one -> !one.getValue().busInfo().equals(found.busInfo())));
    }

    /// Settings, by key, as they were after the last look. Does not wait for a look that a device holds up.
    Map<String, String> settings() {
        return settings;
    }

    private Map<String, String> made() {
        var made = new LinkedHashMap<String, String>();
        served.forEach((name, found) -> {
            made.put("cameras." + name + ".uri", "v4l2:" + link(found.path()));
            made.put("cameras." + name + ".title", found.card().isEmpty() ? found.path() : found.card());
            if (isForeign(found)) {
                made.put("cameras." + name + ".check", CHECK);
            }
        });
        if (showsTest) {
            made.put("cameras." + TEST + ".uri", "test:");
            made.put("cameras." + TEST + ".title", "Test picture");
        }
        return Collections.unmodifiableMap(made);
    }

    /// A name for addresses out of what a device calls itself, unlike any in `taken`.
    static String name(String card, Map<String, String> taken) {
        var plain = card.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        var base = plain.isEmpty() ? "camera" : plain.substring(0, Math.min(plain.length(), 28)).replaceAll("-$", "");
        var name = base;
        for (int i = 2; taken.containsKey("cameras." + name + ".uri"); i++) {
            name = base + "-" + i;
        }
        return name;
    }

    /// A name that leads to the device whatever number it has next time, where the system makes such.
    private String link(String path) {
        if (posix.isReplaced()) {
            return path;
        }
        for (var folder : LINKS) {
            try (var links = Files.list(folder)) {
                var link = links.filter(one -> leadsTo(one, path)).sorted().findFirst();
                if (link.isPresent()) {
                    return link.get().toString();
                }
            } catch (IOException e) {
                LOG.debug("no links in {}", folder);
            }
        }
        return path;
    }

    private static boolean leadsTo(Path link, String path) {
        try {
            return link.toRealPath().equals(Path.of(path));
        } catch (IOException e) {
            return false;
        }
    }

    /// What a person should know of the devices that cannot be used, a line each.
    synchronized List<String> notes() {
        return served.values().stream().filter(found -> found.cause() != null)
                .map(found -> (found.card().isEmpty() ? found.path() : found.card() + " (" + found.path() + ")") + ": "
                        + found.cause())
                .toList();
    }
}
