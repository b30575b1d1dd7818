package dev.oriel.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.oriel.frame.Codec;
import dev.oriel.frame.Packet;
import dev.oriel.observe.LoggedLines;
import dev.oriel.time.Clocks;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A listener, an executor or a source that fails costs nobody else anything.
class ListenersApartTest {
    private static final int OF_EACH_KIND = 20;

    private final Track track = new Track("door", 0, new Clocks(() -> 0, () -> 0));
    private final Track broadcast = new Track("door", 0, Codec.MPEG_TS, new Clocks(() -> 0, () -> 0));
    private final List<String> heard = new ArrayList<>();

    @AfterEach
    void forget() {
        track.forget();
        broadcast.forget();
    }

    private static Track.Listener failing(Runnable failure) {
        return new Track.Listener() {
            @Override
            public void packetAvailable() {
                failure.run();
            }

            @Override
            public void stateChanged(TrackState state) {
                failure.run();
            }
        };
    }

    private Track.Listener hearing() {
        return new Track.Listener() {
            @Override
            public void packetAvailable() {
                heard.add("frame");
            }

            @Override
            public void stateChanged(TrackState state) {
                heard.add(state.phase().word());
            }
        };
    }

    private static void fail() {
        throw new IllegalStateException("a listener's own");
    }

    private static void failBadly() {
        throw new OutOfMemoryError("a listener's own");
    }

    private void publish() {
        track.publish(Packet.buffer(4).writeInt(1), 16, 16, 0);
    }

    @Test
    void everyListenerOfATrackIsToldThoughOthersFail() {
        for (int i = 0; i < OF_EACH_KIND; i++) {
            track.subscribe(Runnable::run, failing(ListenersApartTest::fail));
            track.subscribe(Runnable::run, failing(ListenersApartTest::failBadly));
            track.subscribe(Runnable::run, hearing());
        }
        publish();
        assertThat(heard).hasSize(OF_EACH_KIND).containsOnly("frame");
        track.state(TrackState.LIVE);
        assertThat(heard).hasSize(2 * OF_EACH_KIND).contains("live");
    }

    @Test
    void listenersOnOneExecutorAreToldEachAlone() {
        Executor loop = Runnable::run;
        for (int i = 0; i < OF_EACH_KIND; i++) {
            track.subscribe(loop, failing(ListenersApartTest::fail));
            track.subscribe(loop, hearing());
        }
        publish();
        track.state(TrackState.LIVE);
        assertThat(heard).hasSize(2 * OF_EACH_KIND);
    }

    @Test
    void everyListenerOfABroadcastIsToldThoughOthersFail() {
        Executor loop = Runnable::run;
        for (int i = 0; i < OF_EACH_KIND; i++) {
            broadcast.subscribe(loop, ListenersApartTest::failBadly);
            broadcast.subscribe(loop, () -> heard.add("chunk"));
        }
        broadcast.publish(Packet.buffer(188).writeZero(188), true);
        assertThat(heard).hasSize(OF_EACH_KIND);
    }

    @Test
    void anExecutorThatFailsOnceIsAskedAgain() {
        var asked = new AtomicInteger();
        Executor weak = task -> {
            if (asked.getAndIncrement() == 0) {
                throw new OutOfMemoryError("no thread");
            }
            task.run();
        };
        track.subscribe(weak, hearing());
        track.subscribe(Runnable::run, hearing());
        publish();
        assertThat(heard).hasSize(1);
        publish();
        assertThat(heard).hasSize(3);
    }

    @Test
    void aSourceThatFailsCostsItsViewerNothing() {
        boolean[] listening = {false};
        Runnable weak = () -> {
            if (listening[0]) {
                fail();
            }
        };
        track.onDemandChanged(weak);
        broadcast.onDemandChanged(weak);
        listening[0] = true;
        assertThatCode(() -> track.subscribe(Runnable::run, hearing()).close()).doesNotThrowAnyException();
        assertThatCode(() -> broadcast.subscribe(Runnable::run, () -> {}).close()).doesNotThrowAnyException();
        assertThat(track.subscriptions() + broadcast.subscriptions()).isZero();
    }

    @Test
    void aFailureThatComesWithEachFrameIsSaidOnce() {
        try (var log = new LoggedLines()) {
            for (int i = 0; i < OF_EACH_KIND; i++) {
                track.subscribe(Runnable::run, failing(() -> {
                    throw new UnsupportedOperationException("with each frame");
                }));
            }
            for (int i = 0; i < OF_EACH_KIND; i++) {
                publish();
            }
            assertThat(log.with("ERROR", "listener")).hasSize(1);
        }
    }
}
