package dev.oriel.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/// A socket that tells when bytes have come, and remembers whether the first of them were TLS's.
///
/// Threads: one reads; any closes. Blocking: a read looks at the watch before it waits and every half second while it does, and closes the
/// socket when the wait is to end.
final class WatchedSocket extends Socket {
    private static final int ALERT = 0x15;
    private static final int HANDSHAKE = 0x16;
    private static final int MAJOR_VERSION = 3;
    /// Longer than cameras are quiet between two pictures: each look costs an exception.
    private static final int LOOK_MILLIS = 500;

    private final SocketWatch watch;
    private volatile int timeoutMillis;
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

    /// A read of this socket gives up so late; 0 for as late as the watch says.
    @Override
    public void setSoTimeout(int millis) throws SocketException {
        super.setSoTimeout(millis == 0 ? LOOK_MILLIS : Math.min(millis, LOOK_MILLIS));
        timeoutMillis = millis;
    }

    @Override
    public int getSoTimeout() {
        return timeoutMillis;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        setSoTimeout(timeoutMillis);
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int count = await(in, into, offset, length);
                if (count > 0 && secondByte < 0) {
                    look(into, offset, count);
                }
                watch.progressed();
                return count;
            }
        };
    }

    /// Waits in small parts, so that the thread that waits sees for itself when it is to end.
    private int await(InputStream in, byte[] into, int offset, int length) throws IOException {
        long beganNanos = watch.nowNanos();
        while (!watch.look()) {
            try {
                return in.read(into, offset, length);
            } catch (SocketTimeoutException e) {
                int most = timeoutMillis;
                if (most > 0 && watch.nowNanos() - beganNanos >= TimeUnit.MILLISECONDS.toNanos(most)) {
                    throw e;
                }
            }
        }
        close();
        throw new SocketException("Socket closed");
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
