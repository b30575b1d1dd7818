package dev.oriel.web;

import dev.oriel.auth.Role;
import dev.oriel.edge.EdgeLinks;
import dev.oriel.filter.MpegStreams;
import dev.oriel.filter.Renditions;
import dev.oriel.filter.Tally;
import dev.oriel.hub.Camera;
import dev.oriel.hub.Hub;
import dev.oriel.hub.TrackState;
import dev.oriel.hub.VisibleCameras;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.observe.Bulkhead;
import dev.oriel.observe.Logging;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.slf4j.LoggerFactory;

/// `/healthz`, `/readyz` and `/metrics`.
///
/// The readings are made when they are asked for; nothing is counted twice on a frame's path.
final class Health {
    static final Bulkhead BULKHEAD = new Bulkhead(LoggerFactory.getLogger(Health.class), "a reading of a camera");

    /// Cameras whose readings are for the reader of the readings that are being made.
    private static final ScopedValue<VisibleCameras> SEEN = ScopedValue.newInstance();

    private final Hub hub;
    private final Renditions renditions;
    private final MpegStreams mpeg;
    private final WebServer.Condition condition;
    private final Connected connected;
    private final MemoryBudget memory;
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private boolean registered;

    /// Who is connected.
    ///
    /// @param sockets WebSocket connections
    record Connected(Supplier<Integer> sockets, EdgeLinks edges) {}

    /// @param memory what all senders together hold
    Health(Hub hub, WebServer.Streams streams, WebServer.Condition condition, Connected connected,
            MemoryBudget memory) {
        this.hub = hub;
        renditions = streams.renditions();
        mpeg = streams.mpeg();
        this.condition = condition;
        this.connected = connected;
        this.memory = memory;
    }

    void addTo(Routes routes) {
        routes.add("GET", "/healthz", Permission.NONE,
                (request, context) -> Reply.json(request, 200, new JsonObject().put("status", "ok")));
        routes.add("GET", "/readyz", Permission.OPTIONAL, (request, context) -> ready(request, context.access()));
        routes.add("GET", "/metrics", Permission.METRICS, (request, context) -> metrics(request, context.access()));
    }

    /// Everybody is told which part is not well; names and places are for admins, and while the server is not locked for this machine.
    private void ready(HttpServerRequest request, Access access) {
        var all = condition.notReady().get();
        var causes = all.stream().map(unready -> unready.cause().word()).distinct().toList();
        var answer = new JsonObject().put("ready", causes.isEmpty()).put("causes", new JsonArray(causes));
        if (request.params().contains("details") && mayKnowDetails(request, access)) {
            answer.put("details", new JsonArray(all.stream().map(Unready::details).toList()));
        }
        Reply.json(request, causes.isEmpty() ? 200 : 503, answer);
    }

    private static boolean mayKnowDetails(HttpServerRequest request, Access access) {
        return access.principal().filter(holder -> switch (holder.kind()) {
            case ANYBODY -> PublishPermits.isThisMachine(request);
            case ACCOUNT -> holder.role() == Role.ADMIN;
            default -> false;
        }).isPresent();
    }

    private void metrics(HttpServerRequest request, Access access) {
        register();
        var out = new ByteArrayOutputStream();
        ScopedValue.where(SEEN, new VisibleCameras(hub, access::reads)).run(() -> {
            try {
                PrometheusTextFormatWriter.create().write(out, registry.scrape());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        Reply.text(request, PrometheusTextFormatWriter.CONTENT_TYPE, Buffer.buffer(out.toByteArray()));
    }

    /// On the first request: nobody pays for metrics that nobody reads.
    private synchronized void register() {
        if (registered) {
            return;
        }
        registered = true;
        JvmMetrics.builder().register(registry);
        registerConnections();
        registerCameras();
        registerCodecs();
        new DeliveryMetrics(() -> SEEN.get().cameras(), mpeg).register(registry);
        new ThreadTimes().register(registry);
        new PeerMetrics(condition.peers()).register(registry);
        registerMpeg();
        registerMemory();
        registerLog();
    }

    private void registerConnections() {
        GaugeWithCallback.builder().name("oriel_connections").help("WebSocket connections whose TCP connection is open.")
                .callback(reading -> reading.call(connected.sockets.get())).register(registry);
        GaugeWithCallback.builder().name("oriel_edges").help("Edges that are connected.")
                .callback(reading -> reading.call(connected.edges.count())).register(registry);
        CounterWithCallback.builder().name("oriel_edge_bytes").help("Bytes of pictures that edges have sent.")
                .callback(reading -> reading.call((double) connected.edges.receivedBytes())).register(registry);
    }

    private void registerCameras() {
        GaugeWithCallback.builder().name("oriel_camera_state").help("1 for the state that the camera is in.")
                .labelNames("camera", "state").callback(reading -> {
                    BULKHEAD.each(SEEN.get().cameras(), camera -> {
                        for (var phase : TrackState.Phase.values()) {
                            reading.call(camera.track().state().phase() == phase ? 1 : 0, camera.name(), phase.word());
                        }
                    });
                }).register(registry);
        GaugeWithCallback.builder().name("oriel_viewers").help("Viewers of the camera.").labelNames("camera")
                .callback(reading -> each(reading::call,
                        camera -> camera.track().subscriptions() + mpeg.tally(camera).viewers()))
                .register(registry);
        counter("oriel_frames_published", "Frames that the camera gave.", camera -> camera.track().published());
        counter("oriel_bytes_published", "Bytes of those frames.", camera -> camera.track().counts().publishedBytes());
        counter("oriel_frames_taken", "Frames that its subscriptions took.", camera -> camera.track().counts().taken());
        counter("oriel_frames_skipped", "Frames that its subscriptions missed because they were slow or wanted fewer.",
                camera -> camera.track().counts().skipped());
        counter("oriel_frames_invalid", "Pictures of the source that were no JPEG.", camera -> camera.counts().invalid());
        counter("oriel_frames_dropped", "Pictures of the source left out to keep to the wished rate.",
                camera -> camera.counts().dropped());
        counter("oriel_frames_damaged", "Pictures that a device of this machine gave damaged or not whole.",
                camera -> camera.counts().damaged());
        counter("oriel_frames_overtaken", "Pictures of a device passed over because a newer one was already there.",
                camera -> camera.counts().overtaken());
        GaugeWithCallback.builder().name("oriel_filter_motion_ratio")
                .help("Share of the newest picture that the filter motion sees moving, 0 to 1.").labelNames("camera")
                .callback(reading -> BULKHEAD.each(SEEN.get().cameras(), camera -> {
                    double ratio = camera.counts().motionRatio();
                    if (!Double.isNaN(ratio)) {
                        reading.call(ratio, camera.name());
                    }
                })).register(registry);
    }

    private void registerCodecs() {
        CounterWithCallback.builder().name("oriel_frames_encoded")
                .help("Frames encoded for viewers of a smaller or coarser picture.")
                .labelNames("camera", "width", "quality").callback(reading -> encoded(reading::call)).register(registry);
        counter("oriel_encode_seconds", "Time spent on decoding and encoding for them.", camera -> tally(camera).micros() / 1e6);
        counter("oriel_frames_undecodable", "Frames that could not be decoded or encoded for that.",
                camera -> tally(camera).undecodable());
        GaugeWithCallback.builder().name("oriel_clock_ahead_seconds")
                .help("How far the clock of a camera's recorder is ahead of this machine's, where that is worth a correction.")
                .labelNames("camera").callback(reading -> BULKHEAD.each(SEEN.get().cameras(), camera -> {
                    var ahead = camera.clockAheadSeconds();
                    if (ahead != null) {
                        reading.call(ahead, camera.name());
                    }
                })).register(registry);
        counter("oriel_pictures_decoded", "Pictures that were decoded: at the source, for renditions and for MPEG-1.",
                camera -> camera.counts().decoded() + tally(camera).decoded());
        CounterWithCallback.builder().name("oriel_pictures_encoded").help("Pictures that were encoded, by what they became.")
                .labelNames("camera", "form").callback(reading -> forms(reading::call)).register(registry);
        counter("oriel_frames_encoded_at_source",
                "Pictures of the source that were encoded here before they were published.", camera -> camera.counts().encoded());
    }

    private void registerMpeg() {
        GaugeWithCallback.builder().name("oriel_mpeg_viewers").help("Those of the viewers that are jsmpeg players.")
                .labelNames("camera").callback(reading -> each(reading::call, camera -> mpeg.tally(camera).viewers()))
                .register(registry);
        counter("oriel_mpeg_bytes", "Bytes of MPEG-TS for them, encoded or passed on, counted once for all.",
                camera -> mpeg.tally(camera).bytes());
        counter("oriel_mpeg_messages", "Messages that each of them was to get.", camera -> mpeg.tally(camera).chunks());
        counter("oriel_mpeg_messages_skipped", "Messages that they missed because they were behind.",
                camera -> mpeg.tally(camera).skipped());
        counter("oriel_mpeg_cuts", "How often one of them was behind and went on at a later key frame.",
                camera -> mpeg.tally(camera).cuts());
    }

    private void registerLog() {
        CounterWithCallback.builder().name("oriel_log_lines_lost").help("Lines that could not be written to the log file.")
                .callback(reading -> reading.call((double) Logging.lostLines())).register(registry);
    }

    private void registerMemory() {
        GaugeWithCallback.builder().name("oriel_memory_budget_bytes").help("Bytes that senders may make this process hold.")
                .labelNames("kind").callback(reading -> budgets(reading::call, MemoryBudget::mostBytes)).register(registry);
        GaugeWithCallback.builder().name("oriel_memory_held_bytes").help("Bytes that senders make this process hold now.")
                .labelNames("kind").callback(reading -> budgets(reading::call, MemoryBudget::heldBytes)).register(registry);
        CounterWithCallback.builder().name("oriel_memory_refused").help("How often a sender was refused more.")
                .labelNames("kind").callback(reading -> budgets(reading::call, MemoryBudget::refused)).register(registry);
    }

    private void budgets(Reading reading, ToDoubleFunction<MemoryBudget> value) {
        reading.call(value.applyAsDouble(memory), memory.name());
        memory.shares().forEach(share -> reading.call(value.applyAsDouble(share), share.name()));
    }

    private Tally tally(Camera camera) {
        return renditions.of(camera.track()).tally();
    }

    private void encoded(Reading reading) {
        BULKHEAD.each(SEEN.get().cameras(),
                camera -> tally(camera).counts().forEach((rung, count) -> reading.call((double) count.frames(),
                        camera.name(), String.valueOf(rung.widthPixels()), String.valueOf(rung.quality()))));
    }

    private void forms(Reading reading) {
        BULKHEAD.each(SEEN.get().cameras(), camera -> {
            reading.call((double) camera.counts().encoded(), camera.name(), "jpeg");
            tally(camera).framesOfForms().forEach((form, frames) -> reading.call((double) frames, camera.name(), form));
            reading.call((double) mpeg.encoded(camera), camera.name(), "mpeg1");
        });
    }

    private void counter(String name, String help, ToDoubleFunction<Camera> value) {
        CounterWithCallback.builder().name(name).help(help).labelNames("camera").callback(reading -> each(reading::call, value))
                .register(registry);
    }

    /// Takes one camera's value.
    private interface Reading {
        void call(double value, String... labels);
    }

    private void each(Reading reading, ToDoubleFunction<Camera> value) {
        BULKHEAD.each(SEEN.get().cameras(), camera -> reading.call(value.applyAsDouble(camera), camera.name()));
    }
}
