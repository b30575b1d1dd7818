package dev.oriel.system;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Reads what a connection delivers just far enough to know each picture's age on arrival: an HTTP answer, then WebSocket frames.
///
/// Threads: one delivers, any reads.
final class ArrivingPictures implements SlowLink.Tap {
    private static final int HEADER = 24;

    private final List<Double> agesMillis;
    private final ByteBuffer head = ByteBuffer.allocate(10);
    private final byte[] header = new byte[HEADER];
    private boolean answered;
    private int newlines;
    private long left;
    private int headerBytes;

    /// @param agesMillis takes the ages; synchronized by its owner
    ArrivingPictures(List<Double> agesMillis) {
        this.agesMillis = agesMillis;
    }

    @Override
    public void delivered(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (!answered) {
                answer(bytes.get());
            } else if (left == 0) {
                frame(bytes.get());
            } else {
                payload(bytes);
            }
        }
    }

    private void answer(byte next) {
        newlines = next == '\n' ? newlines + 1 : next == '\r' ? newlines : 0;
        answered = newlines == 2;
    }

    private void frame(byte next) {
        head.put(next);
        int bytes = head.position();
        if (bytes < 2) {
            return;
        }
        int code = head.get(1) & 127;
        if (bytes < (code == 126 ? 4 : code == 127 ? 10 : 2)) {
            return;
        }
        left = code == 126 ? head.getShort(2) & 0xffff : code == 127 ? head.getLong(2) : code;
        boolean binary = head.get(0) == (byte) 0x82;
        headerBytes = binary ? 0 : HEADER;
        head.clear();
    }

    private void payload(ByteBuffer bytes) {
        int now = (int) Math.min(left, bytes.remaining());
        int wanted = Math.min(now, HEADER - headerBytes);
        if (wanted > 0) {
            bytes.get(header, headerBytes, wanted);
            headerBytes += wanted;
        }
        bytes.position(bytes.position() + now - Math.max(0, wanted));
        left -= now;
        if (left == 0 && headerBytes == HEADER && header[0] == 1) {
            double ageMillis = (FakeCamera.nowMicros() - ByteBuffer.wrap(header).getLong(8)) / 1e3;
            synchronized (agesMillis) {
                agesMillis.add(ageMillis);
            }
            header[0] = 0;
        }
    }

    /// The ages since the last call, rising.
    static List<Double> taken(List<Double> agesMillis) {
        synchronized (agesMillis) {
            var taken = new ArrayList<>(agesMillis);
            agesMillis.clear();
            taken.sort(null);
            return taken;
        }
    }
}
