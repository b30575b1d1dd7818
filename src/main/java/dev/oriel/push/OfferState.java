package dev.oriel.push;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What was offered to a relay over one connection, what it took of that, and what it is to be told next.
///
/// The whole set is offered anew when it is another, and every [#AGAIN] while a camera is refused for a reason that may pass; a camera
/// that is another than was said last is described alone.
///
/// Threads: one at a time. Time is passed in, nanoseconds of any clock that only rises.
final class OfferState {
    static final Duration AGAIN = Duration.ofSeconds(10);
    static final int MOST_CAMERAS = 256;
    /// A relay takes 256 KiB.
    static final int MOST_OFFER_CHARS = 200 * 1024;
    private static final Set<String> FINAL_REFUSALS = Set.of("bad-name", "loop");

    private final String edge;
    private final String version;
    private Map<String, CameraStatus> told = Map.of();
    private final Set<String> accepted = new HashSet<>();
    private final Map<String, String> refused = new LinkedHashMap<>();
    /// As they were offered last.
    private final Map<String, List<String>> paths = new HashMap<>();
    private boolean offered;
    private boolean answered;
    private long offeredAtNanos;

    /// @param edge this edge's id
    OfferState(String edge, String version) {
        this.edge = edge;
        this.version = version;
    }

    /// The messages that the relay is to get now. To be called at most four times a second.
    ///
    /// @param now      all cameras that there are to offer
    /// @param doubtful names of cameras of which the relay may have heard something older last: they are described once more
    List<String> due(Collection<CameraStatus> now, Set<String> doubtful, long nowNanos) {
        var cameras = new LinkedHashMap<String, CameraStatus>();
        now.stream().limit(MOST_CAMERAS).forEach(camera -> cameras.put(camera.name(), camera));
        var before = told;
        told = cameras;
        cameras.forEach((name, camera) -> paths.putIfAbsent(name, camera.path()));
        paths.keySet().retainAll(cameras.keySet());
        boolean again = answered && nowNanos - offeredAtNanos >= AGAIN.toNanos() && refused.entrySet().stream()
                .anyMatch(one -> !FINAL_REFUSALS.contains(one.getValue()) || isElsewhere(one.getKey(), cameras));
        if (!offered || again || !before.keySet().equals(cameras.keySet())) {
            offered = true;
            answered = false;
            offeredAtNanos = nowNanos;
            cameras.forEach((name, camera) -> paths.put(name, camera.path()));
            accepted.retainAll(cameras.keySet());
            refused.keySet().retainAll(cameras.keySet());
            return List.of(offer(cameras.values()));
        }
        var changes = new ArrayList<String>();
        cameras.values().stream()
                .filter(camera -> doubtful.contains(camera.name()) || !camera.equals(before.get(camera.name())))
                .forEach(camera -> changes.add(new JsonObject().put("type", "camera").mergeIn(camera.json(true)).encode()));
        return changes;
    }

    /// True where a camera has come another way since it was offered: what was a loop may be none.
    private boolean isElsewhere(String name, Map<String, CameraStatus> cameras) {
        var camera = cameras.get(name);
        return camera != null && !camera.path().equals(paths.get(name));
    }

    private String offer(Collection<CameraStatus> cameras) {
        var whole = offer(cameras, true);
        return whole.length() <= MOST_OFFER_CHARS ? whole : offer(cameras, false);
    }

    private String offer(Collection<CameraStatus> cameras, boolean withModes) {
        var list = new JsonArray();
        cameras.forEach(camera -> list.add(camera.json(withModes)));
        return new JsonObject().put("type", "offer").put("edge", edge).put("version", version).put("cameras", list).encode();
    }

    /// The relay has answered an offer: it takes these, and no others.
    void accepted(Collection<String> names) {
        answered = true;
        accepted.clear();
        names.stream().filter(told::containsKey).forEach(accepted::add);
        refused.keySet().removeAll(accepted);
    }

    /// The relay does not take that camera, or no longer.
    ///
    /// @return true when it is an offered one, and was not refused with this code before
    boolean refused(String name, String code) {
        if (!told.containsKey(name)) {
            return false;
        }
        accepted.remove(name);
        return !code.equals(refused.put(name, code));
    }

    /// True when the relay may watch the camera of that name.
    boolean isAccepted(String name) {
        return accepted.contains(name);
    }

    /// The cameras that the relay takes, in the order in which they are offered.
    List<String> accepted() {
        return told.keySet().stream().filter(accepted::contains).toList();
    }

    /// True while the relay owes an answer to the last offer for so long.
    boolean isUnanswered(Duration longest, long nowNanos) {
        return offered && !answered && nowNanos - offeredAtNanos >= longest.toNanos();
    }
}
