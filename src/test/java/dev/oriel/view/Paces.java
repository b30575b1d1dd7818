package dev.oriel.view;

import dev.oriel.view.SimulatedViewer.Pace;
import dev.oriel.view.TcpFlow.SendBuffer;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/// The ways to decide when a frame starts that [FlowControl] is compared with, and itself.
///
/// @param queueFrames frames that wait in the server, 1 for the newest alone
record Paces(String name, Supplier<Pace> pace, int queueFrames, SendBuffer buffer) {

    static final Paces FLOW = new Paces("flow", Paces::flow, 1, SendBuffer.LOWAT_128_KB);
    static final Paces ONE = new Paces("one", () -> new Window(1), 1, SendBuffer.AUTOTUNED);
    static final Paces TWO = new Paces("two", () -> new Window(2), 1, SendBuffer.AUTOTUNED);
    static final Paces FOUR = new Paces("four", () -> new Window(4), 1, SendBuffer.AUTOTUNED);
    static final Paces FIFO = new Paces("fifo", () -> new Window(Integer.MAX_VALUE), 64, SendBuffer.AUTOTUNED);
    static final Paces NEWEST = new Paces("newest", () -> new Window(Integer.MAX_VALUE), 1, SendBuffer.AUTOTUNED);
    static final Paces LOWAT = new Paces("lowat", () -> new Window(Integer.MAX_VALUE), 1, SendBuffer.LOWAT_16_KB);
    static final List<Paces> BASELINES = List.of(ONE, TWO, FOUR, FIFO, NEWEST, LOWAT);

    private static final class Window implements Pace {
        private final int frames;
        private int inFlight;

        Window(int frames) {
            this.frames = frames;
        }

        @Override
        public long mayStartAt(int bytes, long nowNanos) {
            return inFlight < frames ? nowNanos : Long.MAX_VALUE;
        }

        @Override
        public void sent(long id, int bytes, long nowNanos) {
            inFlight++;
        }

        @Override
        public void acknowledged(long id, long dispersionMicros, long nowNanos) {
            inFlight--;
        }
    }

    static Pace flow() {
        return new Pace() {
            private IntSupplier unsentBytes = () -> 0;
            private final FlowControl control = new FlowControl(() -> unsentBytes.getAsInt());

            @Override
            public void connected(TcpFlow connection) {
                unsentBytes = connection::unsentBytes;
            }

            @Override
            public long mayStartAt(int bytes, long nowNanos) {
                return control.mayStartAt(bytes, nowNanos);
            }

            @Override
            public void sent(long id, int bytes, long nowNanos) {
                control.sent(id, bytes, nowNanos);
            }

            @Override
            public void acknowledged(long id, long dispersionMicros, long nowNanos) {
                control.acknowledged(id, dispersionMicros, nowNanos);
            }

            @Override
            public long timeoutAtNanos() {
                return control.timeoutAtNanos();
            }

            @Override
            public void expired(long nowNanos) {
                control.expired(nowNanos);
            }
        };
    }
}
