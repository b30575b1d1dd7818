package dev.oriel.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.oriel.frame.ProtocolException;
import dev.oriel.http.CameraClient;
import dev.oriel.http.HttpAccess;
import dev.oriel.http.HttpAddress;
import dev.oriel.http.StatusException;
import dev.oriel.http.TlsPolicy;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.source.HlsServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A stream over a real connection; its segments are words, not media.
@Timeout(180)
class HlsStreamTest {
    private static final int MIB = 1 << 20;

    @TempDir
    Path folder = Path.of("");

    private final AtomicBoolean stopped = new AtomicBoolean();
    private final MemoryBudget memory = new MemoryBudget(() -> 64L * MIB, System::nanoTime);
    private final List<String> troubles = java.util.Collections.synchronizedList(new ArrayList<>());
    private HlsServer server;
    private CameraClient client;

    @BeforeEach
    void start() throws IOException {
        server = new HlsServer(folder);
        var access = HttpAccess.of(HttpAddress.parse(server.url("/list.m3u8")), TlsPolicy.usual(), () -> Duration.ofSeconds(5),
                _ -> {}, System::nanoTime);
        client = new CameraClient(access, stopped::get);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        assertThat(memory.heldBytes()).as("memory that is still held").isZero();
    }

    private HlsStream.Request request(MemoryBudget budget) throws IOException {
        var fetched = PlaylistClient.load(client, HttpAddress.parse(server.url("/list.m3u8")));
        return new HlsStream.Request(client, (MediaPlaylist) fetched.playlist(), fetched.address(),
                new HlsStream.Reader(budget, stopped::get, troubles::add, System::nanoTime));
    }

    private HlsStream finished(String lines) throws IOException {
        server.write("list.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n" + lines + "#EXT-X-ENDLIST\n");
        return HlsStream.finished(request(memory), false).start();
    }

    /// The stretches of a stream, as text.
    private static List<String> all(HlsStream stream) throws IOException {
        var texts = new ArrayList<String>();
        try (stream) {
            for (var stretch = stream.next(); stretch != null; stretch = stream.next()) {
                texts.add(new String(stretch.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return texts;
    }

    private void segments(String... names) throws IOException {
        for (var name : names) {
            server.write(name, "<" + name + ">");
        }
    }

    @Test
    void segmentsFollowEachOtherUntilABreak() throws IOException {
        segments("a", "b", "c", "d");
        assertThat(all(finished("#EXTINF:1,\na\n#EXTINF:1,\nb\n#EXT-X-DISCONTINUITY\n#EXTINF:1,\nc\n#EXTINF:1,\nd\n")))
                .containsExactly("<a><b>", "<c><d>");
    }

    @Test
    void anInitializationStandsInFrontOfItsStretch() throws IOException {
        segments("i", "j", "a", "b", "c");
        assertThat(all(finished("#EXT-X-MAP:URI=\"i\"\n#EXTINF:1,\na\n#EXTINF:1,\nb\n#EXT-X-MAP:URI=\"j\"\n#EXTINF:1,\nc\n")))
                .containsExactly("<i><a><b>", "<j><c>");
        assertThat(server.asked()).containsExactly("/list.m3u8", "/i", "/a", "/b", "/j", "/c");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void partsOfAFileAreTakenAlsoFromAServerThatKnowsNone(boolean known) throws IOException {
        server.ranges(known);
        server.write("all", "0123456789");
        assertThat(all(finished("#EXTINF:1,\n#EXT-X-BYTERANGE:3@2\nall\n#EXTINF:1,\n#EXT-X-BYTERANGE:4\nall\n")))
                .containsExactly("2345678");
    }

    @Test
    void wholeSegmentsAreDecrypted() throws IOException, GeneralSecurityException {
        var key = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
        var vector = new byte[16];
        vector[15] = 1;
        server.write("key", key);
        server.write("a", encrypted("hello ", key, vector));
        server.write("b", encrypted("world", key, ByteBuffer.allocate(16).putLong(8, 6).array()));
        assertThat(all(finished("""
                #EXT-X-MEDIA-SEQUENCE:5
                #EXT-X-KEY:METHOD=AES-128,URI="key",IV=0x01
                #EXTINF:1,
                a
                #EXT-X-KEY:METHOD=AES-128,URI="key"
                #EXTINF:1,
                b
                """))).containsExactly("hello world");
    }

    private static byte[] encrypted(String text, byte[] key, byte[] vector) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(vector));
        return cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anEncryptionThatCannotBeReadIsNamed() throws IOException {
        var stream = finished("#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"k\"\n#EXTINF:1,\na\n");
        assertThatThrownBy(() -> all(stream)).isInstanceOf(ProtocolException.class)
                .hasMessage("encrypted with SAMPLE-AES, which cannot be read");
        server.write("short", "abc");
        var other = finished("#EXT-X-KEY:METHOD=AES-128,URI=\"short\"\n#EXTINF:1,\na\n");
        assertThatThrownBy(() -> all(other)).hasMessage("a key of other than 16 bytes");
    }

    @Test
    void aSegmentThatIsGoneIsLeftOut() throws IOException {
        segments("a", "c");
        assertThat(all(finished("#EXTINF:1,\na\n#EXTINF:1,\nb\n#EXTINF:1,\nc\n#EXT-X-GAP\n#EXTINF:1,\nd\n")))
                .containsExactly("<a><c>");
        assertThat(troubles).contains("not found (404)");
        assertThat(server.asked()).doesNotContain("/d");
    }

    @Test
    void aLoginThatIsRefusedEndsTheStream() throws Exception {
        segments("a", "b", "c");
        server.refuse("/b", 401);
        var finished = finished("#EXTINF:1,\na\n#EXTINF:1,\nb\n#EXTINF:1,\nc\n");
        assertThatThrownBy(() -> all(finished)).isInstanceOf(StatusException.class).hasMessage("wrong user or password (401)");
        assertThat(server.asked()).doesNotContain("/c").containsOnlyOnce("/b");
        server.refuse("/b", 403);
        assertThat(all(finished("#EXTINF:1,\na\n#EXTINF:1,\nb\n#EXTINF:1,\nc\n"))).containsExactly("<a><c>");
        live(1, 1);
        segments("s1");
        try (var stream = HlsStream.live(request(memory), new LivePlace()).start()) {
            var stretch = java.util.Objects.requireNonNull(stream.next());
            assertThat(stretch.readNBytes(4)).isEqualTo(HlsServer.bytes("<s1>"));
            server.refuse("/list.m3u8", 401);
            assertThatThrownBy(() -> {
                stretch.read();
                stream.next();
            }).isInstanceOf(StatusException.class);
            assertThat(stream.failure()).isInstanceOf(StatusException.class);
        }
    }

    @Test
    void aSegmentThatFailsIsTriedAgain() throws IOException {
        segments("a", "b");
        server.refuse("/b", 503);
        var stream = finished("#EXTINF:9,\na\n#EXTINF:9,\nb\n");
        await().until(() -> server.asked().stream().filter("/b"::equals).count() > 1);
        server.refuse("/b", 0);
        assertThat(all(stream)).containsExactly("<a><b>");
    }

    @Test
    void aRecordingOfNothingThatCanBeHadSaysWhy() throws IOException {
        var stream = finished("#EXTINF:1,\na\n#EXTINF:1,\nb\n");
        assertThatThrownBy(() -> all(stream)).isInstanceOf(IOException.class).hasMessage("not found (404)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "ftp://127.0.0.1/a", "concat:a|b", "http://", "https://:0/",
        "data:text/plain,a"})
    void addressesOfAnythingButHttpAreRefused(String address) throws IOException {
        var stream = finished("#EXTINF:1,\n" + address + "\n");
        assertThatThrownBy(() -> all(stream)).isInstanceOf(ProtocolException.class).hasMessageStartingWith("the playlist ");
    }

    @Test
    void otherLocalAddressesAreRefused() throws IOException {
        for (var host : List.of("192.168.7.1", "10.0.0.1", "169.254.169.254", "[fe80::1]", "[fd00::1]")) {
            var stream = finished("#EXTINF:1,\nhttp://" + host + ":9/a\n");
            assertThatThrownBy(() -> all(stream)).as(host).isInstanceOf(IOException.class)
                    .hasMessageContaining("not allowed");
        }
    }

    @Test
    void aLoopedRecordingBeginsAgain() throws IOException {
        segments("a", "b");
        server.write("list.m3u8", "#EXTM3U\n#EXTINF:1,\na\n#EXTINF:1,\nb\n#EXT-X-ENDLIST\n");
        try (var stream = HlsStream.finished(request(memory), true).start()) {
            for (int round = 0; round < 5; round++) {
                assertThat(new String(java.util.Objects.requireNonNull(stream.next()).readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo("<a><b>");
            }
        }
    }

    @Test
    void noMoreThanAFewSegmentsWaitToBeRead() throws IOException {
        var lines = new StringBuilder();
        for (int i = 0; i < 10; i++) {
            server.write("s" + i, new byte[MIB]);
            lines.append("#EXTINF:1,\ns").append(i).append('\n');
        }
        try (var stream = finished(lines.toString())) {
            var stretch = java.util.Objects.requireNonNull(stream.next());
            await().until(() -> server.asked().contains("/s2"));
            assertThat(stretch.read()).isZero();
            await().until(() -> server.asked().contains("/s3"));
            assertThat(server.asked()).doesNotContain("/s4");
            assertThat(memory.heldBytes()).isLessThanOrEqualTo(4L * MIB + 64 * 1024);
            assertThat(1 + stretch.readAllBytes().length).isEqualTo(10 * MIB);
        }
    }

    @Test
    void aLongSegmentIsReadAsItComes() throws IOException {
        server.write("a", new byte[40 * MIB]);
        try (var stream = finished("#EXTINF:1,\na\n")) {
            var stretch = java.util.Objects.requireNonNull(stream.next());
            await().until(() -> memory.heldBytes() > 15 * MIB);
            assertThat(memory.heldBytes()).isLessThanOrEqualTo(SegmentPipe.MOST_BYTES);
            assertThat(stretch.readAllBytes()).hasSize(40 * MIB);
        }
    }

    @Test
    void aSegmentOfNoEndIsRefused() throws IOException {
        server.write("a", new byte[(int) SegmentWriter.MOST_BYTES + 1]);
        var stream = finished("#EXTINF:1,\na\n");
        assertThatThrownBy(() -> all(stream)).isInstanceOf(ProtocolException.class)
                .hasMessage("a segment of more than 67108864 bytes");
    }

    @Test
    void itWaitsForMemoryThatOthersHold() throws IOException {
        segments("a");
        server.write("list.m3u8", "#EXTM3U\n#EXTINF:1,\na\n#EXT-X-ENDLIST\n");
        var small = new MemoryBudget(() -> 100, System::nanoTime);
        try (var other = small.open(); var stream = HlsStream.finished(request(small), false)) {
            assertThat(other.resize(99)).isTrue();
            stream.start();
            await().until(() -> troubles.contains("too little memory for it (limits.memory)"));
            assertThat(other.resize(0)).isTrue();
            assertThat(java.util.Objects.requireNonNull(stream.next()).readAllBytes()).hasSize(3);
        }
        assertThat(small.heldBytes()).isZero();
    }

    @Test
    void aLivePlaylistIsFollowedFromItsEdge() throws IOException {
        segments("s1", "s2", "s3", "s4");
        live(1, 2);
        try (var stream = HlsStream.live(request(memory), new LivePlace()).start()) {
            var stretch = java.util.Objects.requireNonNull(stream.next());
            assertThat(stretch.readNBytes(4)).isEqualTo(HlsServer.bytes("<s2>"));
            live(2, 3);
            assertThat(stretch.readNBytes(4)).isEqualTo(HlsServer.bytes("<s3>"));
            server.refuse("/list.m3u8", 500);
            await().until(() -> troubles.contains("error in the server (5xx)"));
            server.refuse("/list.m3u8", 0);
            live(3, 4);
            assertThat(stretch.readNBytes(4)).isEqualTo(HlsServer.bytes("<s4>"));
            assertThat(java.util.Objects.requireNonNull(stretch.segmentAt(9)).fresh()).isTrue();
            await().until(() -> troubles.getLast().equals(LiveFeed.STANDS_STILL));
            server.write("list.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1,\ns1\n");
            assertThat(stretch.read()).isNegative();
            assertThat(java.util.Objects.requireNonNull(stream.next()).readNBytes(4)).isEqualTo(HlsServer.bytes("<s1>"));
        }
        assertThat(server.asked().stream().filter("/s4"::equals).count()).isEqualTo(1);
    }

    private void live(int from, int to) throws IOException {
        var text = new StringBuilder("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:" + from + "\n");
        for (int i = from; i <= to; i++) {
            text.append("#EXTINF:1,\ns").append(i).append('\n');
        }
        server.write("list.m3u8", text.toString());
    }

    @Test
    void aStopEndsEveryWait() throws Exception {
        live(1, 1);
        segments("s1");
        try (var stream = HlsStream.live(request(memory), new LivePlace()).start()) {
            var stretch = java.util.Objects.requireNonNull(stream.next());
            assertThat(stretch.readNBytes(4)).hasSize(4);
            var reading = new Thread(() -> {
                try {
                    stretch.read();
                } catch (IOException _) {
                    // Either is an end.
                }
            });
            reading.start();
            stopped.set(true);
            reading.join(5000);
            assertThat(reading.isAlive()).isFalse();
            assertThat(stream.next()).isNull();
        }
    }

    @Test
    void aPlaylistThatIsTooLongIsRefused() throws IOException {
        server.write("list.m3u8", "#EXTM3U\n" + "#".repeat(PlaylistReader.MOST_BYTES));
        assertThatThrownBy(() -> request(memory)).isInstanceOf(ProtocolException.class).hasMessageContaining("1048576");
    }

    @Test
    void aMasterPlaylistLeadsToSegmentsAndNoFurther() throws IOException {
        server.write("sub.m3u8", "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nsub.m3u8\n");
        var master = HttpAddress.parse(server.url("/sub.m3u8"));
        var variant = new Variant("sub.m3u8", 1, List.of(), 0, 0);
        assertThatThrownBy(() -> PlaylistClient.load(client, master, variant)).isInstanceOf(ProtocolException.class);
        try (var answer = client.get(master, Map.of())) {
            assertThat(PlaylistClient.read(answer.body(), answer.address()).playlist()).isInstanceOf(MasterPlaylist.class);
        }
    }
}
