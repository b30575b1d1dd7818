package dev.oriel.edge;

import dev.oriel.frame.ProtocolException;
import io.vertx.core.json.JsonArray;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The cameras of one edge that this server has accepted, and those that wait for it to.
///
/// Threads: the connection's.
final class EdgeCameras {
    private final EdgeLink link;
    private final Publications publications;
    private final EdgeLink.Holder holder;
    private final Map<String, EdgeUplink> accepted = new LinkedHashMap<>();
    /// By the numbers that the edge has for them.
    private final Map<Integer, EdgeUplink> numbered = new HashMap<>();
    private final WaitingOffers waiting = new WaitingOffers();

    EdgeCameras(EdgeLink link, Publications publications, EdgeLink.Holder holder) {
        this.link = link;
        this.publications = publications;
        this.holder = holder;
    }

    /// Accepts those of an offer that can be, and leaves those that are no longer in it.
    ///
    /// @return what the edge is to be told of the others
    /// @throws RefusedException when the edge is to be cut off
    Collection<String> offer(EdgeOffer offer) throws RefusedException {
        var offered = offer.cameras().stream().map(OfferedCamera::name).toList();
        all().stream().filter(one -> !offered.contains(one.camera())).forEach(this::leave);
        waiting.clear();
        var errors = new LinkedHashMap<String, String>();
        offer.badNames().forEach(name -> errors.put(name, EdgeRefusals.badName(name)));
        for (var one : offer.cameras()) {
            var error = error(one);
            if (error != null) {
                errors.put(one.name(), error);
            }
        }
        return errors.values();
    }

    /// Tries again what another server of the bus may have given up.
    ///
    /// @return true when a camera was accepted
    boolean tryAgain(long nowNanos) throws RefusedException {
        boolean more = false;
        for (var offered : waiting.due(nowNanos)) {
            more |= error(offered) == null;
        }
        return more;
    }

    /// Accepts a camera.
    ///
    /// @return what the edge is to be told where that cannot be
    private @Nullable String error(OfferedCamera offered) throws RefusedException {
        var name = offered.name();
        var known = accepted.get(name);
        if (isLoop(offered)) {
            if (known != null) {
                leave(known);
            }
            return EdgeRefusals.loop(name);
        }
        if (known != null) {
            known.describe(offered);
            return null;
        }
        if (!holder.opens().test(name)) {
            return EdgeRefusals.notAllowed(name);
        }
        try {
            enter(offered);
            return null;
        } catch (RefusedException e) {
            waiting.refused(offered, e, publications.clocks().nowNanos());
            return EdgeRefusals.of(name, e);
        }
    }

    /// True for a camera that came through this server, or through the edge, before; or through so many that it must have.
    private boolean isLoop(OfferedCamera offered) {
        var path = offered.path();
        var edge = link.edge();
        return edge.equals(holder.relay()) || path.contains(holder.relay()) || path.contains(edge)
                || path.size() > OfferedCamera.MOST_EDGES;
    }

    private void enter(OfferedCamera offered) throws RefusedException {
        var uplink = new EdgeUplink(publications, link, offered,
                new PublisherMemory(publications.memory(), EdgeUplink.BASE_BYTES));
        try {
            uplink.open();
            accepted.put(offered.name(), uplink);
        } catch (RefusedException | RuntimeException e) {
            uplink.close();
            throw e;
        }
    }

    /// The edge describes a camera anew.
    void describe(OfferedCamera offered) throws RefusedException {
        waiting.described(offered);
        var known = accepted.get(offered.name());
        if (known != null && isLoop(offered)) {
            leave(known); // it has come another way since it was offered
            link.say(EdgeRefusals.loop(offered.name()));
        } else if (known != null) {
            known.describe(offered);
            link.lookSoon();
        }
    }

    /// Takes over the numbers that pictures have from now on.
    void number(@Nullable JsonArray list) throws ProtocolException {
        if (list == null || list.size() > EdgeOffer.MOST_CAMERAS) {
            throw new ProtocolException("a list of at most " + EdgeOffer.MOST_CAMERAS + " cameras is missing");
        }
        numbered.clear();
        for (int i = 0; i < list.size(); i++) {
            var one = list.getJsonObject(i);
            var index = one == null ? null : one.getInteger("index");
            var camera = one == null ? null : accepted.get(one.getString("name", ""));
            if (index != null && camera != null) {
                numbered.put(index, camera);
            }
        }
    }

    /// The camera of that number, or null where it is nobody's.
    @Nullable
    EdgeUplink numbered(@Nullable Integer number) {
        return number == null ? null : numbered.get(number);
    }

    /// Those that are accepted, in the order in which they were.
    List<EdgeUplink> all() {
        return List.copyOf(accepted.values());
    }

    /// Their names.
    JsonArray names() {
        return new JsonArray(List.copyOf(accepted.keySet()));
    }

    void tellDemand() {
        accepted.values().forEach(EdgeUplink::tellDemand);
    }

    /// See [EdgeUplink#look].
    void look() {
        accepted.values().forEach(EdgeUplink::look);
    }

    boolean isWatched() {
        return accepted.values().stream().anyMatch(EdgeUplink::isWatched);
    }

    /// True when something waits for [#look] or [#tryAgain].
    boolean isBusy() {
        return !waiting.isEmpty() || accepted.values().stream().anyMatch(EdgeUplink::isBusy);
    }

    /// A camera is no longer the edge's, which is told why.
    void lose(EdgeUplink camera, RefusedException why) {
        if (Objects.equals(accepted.get(camera.camera()), camera)) {
            leave(camera);
            link.say(EdgeRefusals.of(camera.camera(), why));
        }
    }

    void leave(EdgeUplink camera) {
        accepted.remove(camera.camera());
        numbered.values().remove(camera);
        camera.close();
    }
}
