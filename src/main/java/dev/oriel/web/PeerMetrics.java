package dev.oriel.web;

import dev.oriel.hub.TrafficCount;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.ToDoubleFunction;

/// The bus and the relay of this server: whether they are reached, and what went over the bus.
record PeerMetrics(WebServer.Peers peers) {

    void register(PrometheusRegistry registry) {
        var bus = peers.bus();
        if (bus != null) {
            GaugeWithCallback.builder().name("oriel_bus_connected").help("1 while all connections to Redis stand.")
                    .callback(reading -> reading.call(bus.stands().getAsBoolean() ? 1 : 0)).register(registry);
            traffic(registry, bus, "oriel_bus_frames", "Frames that were taken from and given to Redis.", TrafficCount::frames);
            traffic(registry, bus, "oriel_bus_bytes", "Bytes of those frames.", TrafficCount::bytes);
        }
        GaugeWithCallback.builder().name("oriel_push_connected")
                .help("1 while the relay takes the cameras of this Oriel; missing where there is none.")
                .callback(reading -> peers.pushStands().get().ifPresent(stands -> reading.call(stands ? 1 : 0)))
                .register(registry);
    }

    private static void traffic(PrometheusRegistry registry, WebServer.BusReadings bus, String name, String help,
            ToDoubleFunction<TrafficCount> value) {
        CounterWithCallback.builder().name(name).help(help).labelNames("direction").callback(reading -> {
            reading.call(value.applyAsDouble(bus.taken()), "in");
            reading.call(value.applyAsDouble(bus.given()), "out");
        }).register(registry);
    }
}
