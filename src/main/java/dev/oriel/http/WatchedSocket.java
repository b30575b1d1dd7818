package dev.oriel.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/// A socket that tells when bytes have come, and remembers whether the first of them were TLS's.
///
/// Threads: one reads; any closes.
final class WatchedSocket extends Socket {
    private static final int ALERT = 0x15;
    private static final int HANDSHAKE = 0x16;
    private static final int MAJOR_VERSION = 3;

    private final SocketWatch watch;
    private int firstByte = -1;
    private int secondByte = -1;
    private volatile boolean received;
    private volatile boolean spokeTls;

    WatchedSocket(SocketWatch watch) {
        this.watch = watch;
        watch.add(this);
    }

    /// True when the first that the peer sent was a record of TLS.
    boolean spokeTls() {
        return spokeTls;
    }

    /// True when the peer has sent anything.
    boolean hasReceived() {
        return received;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int count = super.read(into, offset, length);
                if (count > 0 && secondByte < 0) {
                    look(into, offset, count);
                }
                watch.progressed();
                return count;
            }
        };
    }

    private void look(byte[] bytes, int offset, int count) {
        received = true;
        int next = offset;
        if (firstByte < 0) {
            firstByte = bytes[next++] & 0xff;
        }
        if (next < offset + count) {
            secondByte = bytes[next] & 0xff;
            spokeTls = (firstByte == ALERT || firstByte == HANDSHAKE) && secondByte == MAJOR_VERSION;
        }
    }

    @Override
    public void close() throws IOException {
        watch.remove(this);
        super.close();
    }
}
