package dev.oriel.doctor;

import dev.oriel.ffmpeg.Libraries;
import io.netty.channel.epoll.Epoll;
import io.netty.handler.ssl.OpenSsl;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Checks of the native libraries: each is loaded once.
final class LibraryFindings {
    /// The first use unpacks them, which takes a small machine's card some seconds.
    private static final Duration UNPACKING = Duration.ofSeconds(20);
    private static final String TEMPORARY = "a folder for temporary files from which programs may run: ORIEL_JAVA_OPTS=-Dio.netty.native.workdir=DIR";

    private LibraryFindings() {
    }

    static List<Check> checks() {
        return List.of(new Check("FFmpeg's libraries", UNPACKING, () -> List.of(ffmpeg())),
                new Check("epoll", UNPACKING, () -> List.of(epoll())), new Check("BoringSSL", UNPACKING, () -> List.of(tls())));
    }

    private static Finding ffmpeg() {
        try {
            Libraries.loadAll();
            return Finding.ok("FFmpeg's libraries", "loaded");
        } catch (IOException e) {
            return Finding.problem("FFmpeg's libraries", String.valueOf(e.getMessage()),
                    "room and rights for " + Libraries.cache()
                            + ", where they are unpacked; on arm64 also: sudo apt install libva2"
                            + " libva-drm2 libdrm2");
        }
    }

    private static Finding epoll() {
        return Epoll.isAvailable()
                ? Finding.ok("epoll", "loaded")
                : Finding.note("epoll", "it cannot be loaded, so Java's own sockets are used, which cost more of the processor: "
                        + words(Epoll.unavailabilityCause()), TEMPORARY);
    }

    private static Finding tls() {
        return OpenSsl.isAvailable()
                ? Finding.ok("BoringSSL", "loaded")
                : Finding.note("BoringSSL",
                        "it cannot be loaded, so Java itself encrypts https, which costs more of the processor: "
                                + words(OpenSsl.unavailabilityCause()),
                        TEMPORARY);
    }

    private static String words(@Nullable Throwable failure) {
        var root = failure;
        while (root != null && root.getCause() != null) {
            root = root.getCause();
        }
        return root == null
                ? "unknown"
                : String.valueOf(root.getMessage()).lines().findFirst().orElse(root.getClass().getSimpleName());
    }
}
