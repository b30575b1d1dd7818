package dev.oriel.system;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Many viewers of small pictures, which acknowledge what they get and keep no more of it than its age.
///
/// Threads: the test's; messages come on the HTTP client's.
final class Crowd implements AutoCloseable {
    private static final int JPEG = 1;
    private static final int HEAD_BYTES = 24;
    private static final int MOST_AGES = 1 << 16;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<One> all = new ArrayList<>();

    /// One viewer.
    private static final class One implements WebSocket.Listener {
        private final long[] agesMicros = new long[MOST_AGES];
        private volatile int pictures;
        private volatile boolean open = true;
        private final byte[] head = new byte[HEAD_BYTES];
        private int headBytes;
        private CompletableFuture<?> acknowledged = CompletableFuture.completedFuture(null);

        @Override
        public CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
            int more = Math.min(HEAD_BYTES - headBytes, part.remaining());
            part.get(head, headBytes, more);
            headBytes += more;
            if (last && headBytes == HEAD_BYTES && head[0] == JPEG) {
                var header = WireHeader.read(head);
                long ageMicros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) - header.capturedAtMicros();
                int count = pictures;
                agesMicros[count % MOST_AGES] = ageMicros;
                pictures = count + 1;
                acknowledged = acknowledged
                        .thenCompose(before -> from.sendBinary(ByteBuffer.wrap(header.acknowledgement()), true));
            }
            headBytes = last ? 0 : headBytes;
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            open = false;
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            open = false;
        }
    }

    /// So many more, at that address.
    Crowd join(int count, URI live) {
        for (int i = 0; i < count; i++) {
            var one = new One();
            sockets.add(http.newWebSocketBuilder().subprotocols("oriel.v1").buildAsync(live, one).join());
            all.add(one);
        }
        return this;
    }

    private final List<WebSocket> sockets = new ArrayList<>();

    /// Pictures that each has got.
    int[] pictures() {
        return all.stream().mapToInt(one -> one.pictures).toArray();
    }

    /// Pictures that the one with the fewest has got.
    int fewest() {
        return Arrays.stream(pictures()).min().orElse(0);
    }

    /// True while nobody was sent away.
    boolean isWhole() {
        return all.stream().allMatch(one -> one.open);
    }

    /// The median age, on arrival, of each viewer's last pictures: microseconds from capture.
    long medianAgeMicros(int last) {
        return all.stream().flatMapToLong(one -> {
            int end = Math.min(one.pictures, MOST_AGES);
            return Arrays.stream(one.agesMicros, Math.max(0, end - last), end);
        }).sorted().skip(all.size() * (long) last / 2).findFirst().orElseThrow();
    }

    @Override
    public void close() {
        sockets.forEach(WebSocket::abort);
        http.shutdownNow();
    }
}
