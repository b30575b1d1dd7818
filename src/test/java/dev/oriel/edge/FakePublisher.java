package dev.oriel.edge;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A publisher whose last sign, probes and ends are written down.
final class FakePublisher implements Publisher {
    final IdleTimer idle = new IdleTimer(0);
    final List<RefusedException> cuts = new ArrayList<>();
    int probes;
    private final Sender sender;

    FakePublisher(String address) {
        sender = new Sender(null, address);
    }

    @Override
    public String camera() {
        return "door";
    }

    @Override
    public Sender sender() {
        return sender;
    }

    @Override
    public void cut(RefusedException why) {
        cuts.add(why);
    }

    @Override
    public boolean isSilentFor(Duration time, long nowNanos) {
        return idle.isIdleFor(time, nowNanos);
    }

    @Override
    public void probe() {
        probes++;
    }

    @Override
    public void close() {
    }
}
