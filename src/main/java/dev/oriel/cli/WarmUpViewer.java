package dev.oriel.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A viewer of one camera that acknowledges each picture, as a page does, until it has had enough of them.
///
/// It names the camera only when it is connected: the JDK's WebSocket may lose bytes that come while it makes itself of a request, and
/// a picture that was lost would be waited for.
///
/// Threads: called by those of its HTTP client.
final class WarmUpViewer implements WebSocket.Listener {
    private static final int HEADER_BYTES = 24;
    private static final int ACKNOWLEDGEMENT_BYTES = 5;
    private static final int SEQUENCE_AT = 4;

    private final CountDownLatch first = new CountDownLatch(1);
    private final CountDownLatch missing;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();

    /// @param enough pictures, after which it goes
    WarmUpViewer(int enough) {
        missing = new CountDownLatch(enough);
    }

    /// Watches until it has had enough, or for that time where the machine is slow.
    ///
    /// @param live   where a viewer chooses its cameras
    /// @param begins the time within which the first picture has to come
    /// @throws IOException when it does not
    void watch(HttpClient client, URI live, String camera, Duration begins, Duration atMost)
            throws IOException, InterruptedException {
        var socket = client.newWebSocketBuilder().subprotocols("oriel.v1").connectTimeout(begins).buildAsync(live, this).join();
        try {
            socket.sendText("{\"type\":\"watch\",\"cameras\":[{\"name\":\"" + camera
                    + "\",\"width\":320,\"height\":240,\"mode\":\"auto\"}]}", true).join();
            if (!first.await(begins.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("no picture came from " + camera);
            }
            boolean ignored = missing.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            socket.abort();
        }
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean isLast) {
        var bytes = new byte[part.remaining()];
        part.get(bytes);
        message.writeBytes(bytes);
        socket.request(1);
        return isLast ? take(socket) : null;
    }

    private CompletionStage<?> take(WebSocket socket) {
        var whole = ByteBuffer.wrap(message.toByteArray());
        message.reset();
        if (whole.remaining() <= HEADER_BYTES) {
            return CompletableFuture.completedFuture(null); // the announcement of a picture
        }
        first.countDown();
        missing.countDown();
        return socket.sendBinary(
                ByteBuffer.allocate(ACKNOWLEDGEMENT_BYTES).put(whole.get(1)).putInt(whole.getInt(SEQUENCE_AT)).flip(), true);
    }
}
