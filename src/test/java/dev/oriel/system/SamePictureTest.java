package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A picture that many viewers are sent at once arrives with each of them as the camera gave it, byte for byte, on connections of
/// every kind, and whatever becomes of the others.
@Timeout(180)
class SamePictureTest {
    private static final int VIEWERS = 30;
    private static final int PICTURES = 8;
    private static final String PATH = "/api/cameras/door/live";
    private static final String PROTOCOL = "Sec-WebSocket-Protocol: oriel.v1";

    @AfterEach
    void noPagesAreLeft() {
        await().until(() -> openPages() == 0);
    }

    /// Pictures whose pages this process holds to send from.
    private static long openPages() throws IOException {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(SamePictureTest::isPages).count();
        }
    }

    private static boolean isPages(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().contains("oriel-frame");
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    /// Watches until it has seen enough pictures, compares each with what was published, and acknowledges it. On a busy machine a viewer
    /// may be given a rendition for a while.
    private static int watch(RawConnection viewer, FakeCamera camera) throws IOException {
        assertThat(viewer.upgrade(PATH, PROTOCOL).status()).isEqualTo(101);
        int seen = 0;
        while (seen < PICTURES) {
            var message = viewer.nextFrame(RawConnection.BINARY).payload;
            var header = WireHeader.read(message);
            if (header.kind() == 1) {
                var jpeg = Arrays.copyOfRange(message, 24, message.length);
                long number = NumberedJpegs.number(jpeg);
                if (number >= 0) {
                    assertThat(Arrays.mismatch(jpeg, camera.picture(number))).isEqualTo(-1);
                    seen++;
                }
                viewer.frame(RawConnection.BINARY, header.acknowledgement());
            }
        }
        return seen;
    }

    private static void manyWatch(FakeCamera camera, Callable<RawConnection> connect) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var watching = new ArrayList<Future<Integer>>();
            for (int i = 0; i < VIEWERS; i++) {
                watching.add(threads.submit(() -> {
                    try (var viewer = connect.call()) {
                        return watch(viewer, camera);
                    }
                }));
            }
            for (var one : watching) {
                assertThat(one.get()).isEqualTo(PICTURES);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2_000, 60_000, 400_000})
    void manyViewersGetEachByte(int pictureBytes) throws Exception {
        try (var oriel = RunningOriel.with()) {
            var door = oriel.camera("door", new NumberedJpegs(320, 180, pictureBytes)).runAt(10);
            manyWatch(door, () -> RawConnection.to(oriel.port()));
        }
    }

    @Test
    void whoseKernelsTakeLittleAtATimeToo() throws Exception {
        try (var oriel = RunningOriel.with()) {
            var door = oriel.camera("door", new NumberedJpegs(320, 180, 400_000)).runAt(5);
            manyWatch(door, () -> RawConnection.narrow(oriel.port()));
        }
    }

    @Test
    void overTlsAsWell(@TempDir Path folder) throws Exception {
        var signed = new SelfSigned(folder);
        var trusting = signed.trusting();
        try (var oriel = RunningOriel.with("server.tls.cert", signed.certificate.toString(), "server.tls.key",
                signed.key.toString())) {
            var door = oriel.camera("door", new NumberedJpegs(320, 180, 60_000)).runAt(10);
            manyWatch(door, () -> RawConnection.to(oriel.port(), trusting));
        }
    }
}
