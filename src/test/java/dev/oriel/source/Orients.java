package dev.oriel.source;

import dev.oriel.orient.OrientDriver;
import dev.oriel.orient.OrientHardware;
import dev.oriel.orient.OrientPlan;
import dev.oriel.orient.Pose;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/// Ways to turn a camera.
final class Orients {
    static final OrientPlan NONE = new OrientPlan(OrientDriver.NONE, Map.of(), Pose.AHEAD, 120, Set.of(), Duration.ofSeconds(10),
            60,
            new OrientHardware("", 575, 2325, "", Map.of()));

    private Orients() {
    }
}
