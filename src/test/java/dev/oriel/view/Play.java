package dev.oriel.view;

import static dev.oriel.view.Simulation.SECOND;

import dev.oriel.view.Link.Shape;
import dev.oriel.view.SimulatedViewer.Scenario;
import dev.oriel.view.TcpFlow.Control;
import dev.oriel.view.TcpFlow.SendBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongToDoubleFunction;

/// Runs viewers over one simulated link.
final class Play {

    static final Shape STEPS = Shape.of(20, 40, 500).rate("20-4-20", t -> t >= 10 * SECOND && t < 20 * SECOND ? 4 : 20);

    static final long SEED = 7;

    private Play() {
    }

    /// One viewer alone.
    static SimulatedViewer alone(Scenario scenario, Paces paces, int seconds) {
        return alone(scenario, paces, seconds, SEED);
    }

    static SimulatedViewer alone(Scenario scenario, Paces paces, int seconds, long seed) {
        return together(List.of(scenario), paces, seconds, seed).getFirst();
    }

    /// Several viewers on one bottleneck, the first scenario's link.
    ///
    /// @param seed of everything that is left to chance: jitter, loss, when each camera begins
    static List<SimulatedViewer> together(List<Scenario> scenarios, Paces paces, int seconds, long seed) {
        var simulation = new Simulation();
        var link = new Link(simulation, scenarios.getFirst().link(), seed);
        var viewers = new ArrayList<SimulatedViewer>();
        for (var scenario : scenarios) {
            viewers.add(new SimulatedViewer(simulation, link, scenario, paces.pace().get(), paces.queueFrames(), paces.buffer(),
                    seed + 4 + 6L * viewers.size()));
        }
        simulation.runUntil(simulation.now() + seconds * SECOND);
        return viewers;
    }

    /// A viewer beside a download that never ends, which begins after five seconds and stops after `untilSeconds`.
    static SimulatedViewer besideDownload(Scenario scenario, Paces paces, int seconds, int untilSeconds, long seed) {
        var simulation = new Simulation();
        var link = new Link(simulation, scenario.link(), seed);
        var viewer = new SimulatedViewer(simulation, link, scenario, paces.pace().get(), paces.queueFrames(), paces.buffer(),
                seed + 4);
        long end = simulation.now() + untilSeconds * SECOND;
        var download = new TcpFlow(simulation, link, Control.CUBIC, SendBuffer.AUTOTUNED, position -> {});
        download.onWritable(() -> {
            if (simulation.now() < end) {
                download.write(100_000);
            }
        });
        simulation.after(5 * SECOND, () -> download.write(100_000));
        simulation.runUntil(simulation.now() + seconds * SECOND);
        return viewer;
    }

    /// A viewer alone whose round trip becomes longer after some seconds.
    static SimulatedViewer longerRoute(Scenario scenario, int afterSeconds, double millis, int seconds) {
        var simulation = new Simulation();
        var link = new Link(simulation, scenario.link(), SEED);
        var viewer = new SimulatedViewer(simulation, link, scenario, Paces.FLOW.pace().get(), 1, SendBuffer.LOWAT_128_KB,
                SEED + 4);
        simulation.after(afterSeconds * SECOND, () -> link.reroute(millis));
        simulation.runUntil(simulation.now() + seconds * SECOND);
        return viewer;
    }

    /// A rate as phones see it: a slow random walk from 2 to 30 Mbit/s, with fades.
    static LongToDoubleFunction cellular(long seed) {
        var random = new Random(seed);
        double[] tenths = new double[1_000];
        double level = 10;
        for (int i = 0; i < tenths.length; i++) {
            level = Math.clamp(level * Math.exp(random.nextGaussian() * 0.08), 2, 30);
            boolean fade = i % 97 > 90;
            tenths[i] = fade ? 1 : level;
        }
        return t -> tenths[(int) Math.min(tenths.length - 1, t / 100_000_000)];
    }
}
