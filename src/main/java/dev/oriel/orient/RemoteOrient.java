package dev.oriel.orient;

import dev.oriel.observe.Bulkhead;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// A camera of another process that can be turned: requests are judged by what that process said of it last, and go there one at a time. Of
/// those that wait, the newest takes the place of the ones before it.
///
/// Threads: any. Blocking: [#keep] and [#forget], until the other process has answered.
public final class RemoteOrient implements Orientable {
    private static final Bulkhead BULKHEAD = new Bulkhead(LoggerFactory.getLogger(RemoteOrient.class),
            "a camera that is turned elsewhere");
    private static final int MOST_LIGHTS = 64;

    /// The way to the other process.
    public interface Asking {
        /// Tells it something, and waits for its answer. What the answer says of the camera goes to [#answered], in the order of what else
        /// the other process says.
        ///
        /// @param type  `orient`, `light` or `preset`
        /// @param words what exactly
        /// @return its answer
        /// @throws IllegalArgumentException with words for a user when it was not done
        JsonObject ask(String type, JsonObject words);
    }

    private final Asking asking;
    private final Executor waiting;
    private final List<Consumer<OrientState>> listeners = new CopyOnWriteArrayList<>();
    private OrientState state;
    private @Nullable OrientRequest next;
    private @Nullable LightRequest nextLight;
    private boolean asks;

    /// @param state   as the other process says
    /// @param waiting runs what waits for its answers
    public RemoteOrient(OrientState state, Asking asking, Executor waiting) {
        this.state = state;
        this.asking = asking;
        this.waiting = waiting;
    }

    /// The other process says where the camera looks.
    public void said(OrientState now) {
        synchronized (this) {
            if (now.equals(state)) {
                return;
            }
            state = now;
        }
        tell(now);
    }

    /// The other process says in an answer where the camera looked when it was told something.
    ///
    /// @param answer with the field `orient`, or without
    /// @throws IllegalArgumentException when that is not understood
    public void answered(JsonObject answer) {
        var orient = answer.getJsonObject("orient");
        if (orient != null) {
            said(OrientJson.readWhatIsSaid(orient));
        }
    }

    private void tell(OrientState now) {
        assert !Thread.holdsLock(this);
        listeners.forEach(listener -> BULKHEAD.run(() -> listener.accept(now)));
    }

    @Override
    public synchronized OrientState orientation() {
        return state;
    }

    @Override
    public OrientState request(OrientRequest request) {
        OrientState expected;
        synchronized (this) {
            expected = expected(request);
            next = next == null ? request : merged(next, request, expected.target());
            state = expected;
            begin();
        }
        tell(expected);
        return expected;
    }

    /// What the other process is about to say.
    private OrientState expected(OrientRequest request) {
        return switch (request) {
            case OrientRequest.To(var values) -> towards(state.limits().to(state.target(), values));
            case OrientRequest.By(var distances) -> towards(state.limits().by(state.target(), distances));
            case OrientRequest.ToPreset(var name) -> {
                if (!state.presets().contains(name)) {
                    throw new IllegalArgumentException("there is no preset " + name);
                }
                yield state;
            }
            case OrientRequest.Tour(boolean on) -> {
                if (on && state.presets().size() < 2) {
                    throw new IllegalArgumentException("a tour needs two presets or more");
                }
                yield state;
            }
            case OrientRequest.Home(),OrientRequest.Stop() -> state;
        };
    }

    private OrientState towards(Pose target) {
        return new OrientState(state.now(), target, !target.equals(state.now()), state.limits(), state.presets(), false,
                state.problem(),
                state.light(), state.fieldOfView());
    }

    /// @param target where both together lead
    private OrientRequest merged(OrientRequest before, OrientRequest request, Pose target) {
        if (before instanceof OrientRequest.To(var older) && request instanceof OrientRequest.To(var newer)) {
            var all = new EnumMap<Axis, Double>(Axis.class);
            all.putAll(older);
            all.putAll(newer);
            return new OrientRequest.To(all);
        }
        if (before instanceof OrientRequest.By(var older) && request instanceof OrientRequest.By(var newer)) {
            var all = new EnumMap<Axis, Double>(Axis.class);
            all.putAll(older);
            newer.forEach((axis, distance) -> all.merge(axis, distance, Double::sum));
            return new OrientRequest.By(all);
        }
        if (isWay(before) && isWay(request)) {
            var all = new EnumMap<Axis, Double>(Axis.class);
            state.limits().axes().forEach(axis -> all.put(axis, target.at(axis)));
            return new OrientRequest.To(all);
        }
        return request;
    }

    private static boolean isWay(OrientRequest request) {
        return request instanceof OrientRequest.To || request instanceof OrientRequest.By;
    }

    @Override
    public void light(LightRequest request) {
        synchronized (this) {
            request.over(state.light());
            var both = new ArrayList<LightRequest.PixelLight>();
            if (nextLight != null) {
                both.addAll(nextLight.colours());
            }
            both.addAll(request.colours());
            nextLight = new LightRequest(both.subList(Math.max(0, both.size() - MOST_LIGHTS), both.size()));
            begin();
        }
    }

    private void begin() {
        if (!asks) {
            boolean begun = false;
            asks = true;
            try {
                waiting.execute(BULKHEAD.around(this::run));
                begun = true;
            } finally {
                asks = begun;
            }
        }
    }

    private void run() {
        while (true) {
            OrientRequest request;
            LightRequest light;
            synchronized (this) {
                request = next;
                light = nextLight;
                next = null;
                nextLight = null;
                if (request == null && light == null) {
                    asks = false;
                    return;
                }
            }
            try {
                if (request != null) {
                    asking.ask("orient", words(request));
                }
                if (light != null) {
                    asking.ask("light", words(light));
                }
            } catch (RuntimeException | Error e) {
                failed(e instanceof IllegalArgumentException ? String.valueOf(e.getMessage()) : "it cannot be told anything now");
            }
        }
    }

    private void failed(String words) {
        OrientState now;
        synchronized (this) {
            now = new OrientState(state.now(), state.now(), false, state.limits(), state.presets(), false, words, state.light(),
                    state.fieldOfView());
            state = now;
        }
        tell(now);
    }

    private static JsonObject words(OrientRequest request) {
        return new JsonObject(new TreeMap<String, Object>(OrientJson.words(request)));
    }

    private static JsonObject words(LightRequest request) {
        var pixels = new JsonArray();
        var colours = new JsonArray();
        request.colours().forEach(entry -> {
            pixels.add(entry.pixel() == LightRequest.ALL ? "all" : Integer.toString(entry.pixel()));
            colours.add(entry.colour().toString());
        });
        return new JsonObject().put("pixels", pixels).put("colours", colours);
    }

    @Override
    public void keep(String name) {
        asking.ask("preset", new JsonObject().put("keep", OrientRequest.preset(name)));
    }

    @Override
    public boolean forget(String name) {
        return asking.ask("preset", new JsonObject().put("forget", OrientRequest.preset(name))).getBoolean("found", true);
    }

    @Override
    public Runnable onChange(Consumer<OrientState> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    // --- the other end

    /// Does to a camera what a [RemoteOrient] of another process asks for.
    ///
    /// @return the answer
    /// @throws IllegalArgumentException      with words for a user when it cannot be done
    /// @throws ClassCastException            when a field has another type
    /// @throws java.io.UncheckedIOException with words for a user when it cannot be kept
    public static JsonObject obey(Orientable turns, String type, JsonObject words) {
        boolean found = true;
        switch (type) {
            case "orient" -> turns.request(OrientRequest.of(words::getString));
            case "light" -> turns.light(LightRequest.of(texts(words, "pixels"), texts(words, "colours")));
            case "preset" -> {
                var kept = words.getString("keep");
                var forgotten = words.getString("forget");
                if (kept != null) {
                    turns.keep(kept);
                } else if (forgotten != null) {
                    found = turns.forget(forgotten);
                } else {
                    throw new IllegalArgumentException("nothing is asked for: allowed: keep, forget");
                }
            }
            default -> throw new IllegalArgumentException("no such command");
        }
        return new JsonObject().put("found", found).put("orient", OrientJson.write(turns.orientation()));
    }

    private static List<String> texts(JsonObject words, String name) {
        var list = Objects.requireNonNullElse(words.getJsonArray(name), new JsonArray());
        if (list.size() > MOST_LIGHTS) {
            throw new IllegalArgumentException("more than " + MOST_LIGHTS + " colours at once");
        }
        var texts = new ArrayList<String>();
        for (int i = 0; i < list.size(); i++) {
            texts.add(String.valueOf(list.getString(i)));
        }
        return texts;
    }
}
