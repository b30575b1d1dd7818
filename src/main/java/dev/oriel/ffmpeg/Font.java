package dev.oriel.ffmpeg;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/// The font that text is written into pictures with: DejaVu Sans, which has the letters of most European languages and more.
///
/// Threads: any.
public final class Font {
    private static final String RESOURCE = "/net/sf/jasperreports/fonts/dejavu/DejaVuSans.ttf";

    private Font() {
    }

    private static final class Unpacked {
        private static final Path FILE = unpack();

        private static Path unpack() {
            try {
                return Objects.requireNonNull(UnpackedFile.of(Font.class, RESOURCE), RESOURCE);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException("the font cannot be unpacked: " + e.getMessage(), e);
            }
        }
    }

    /// Its file, beside FFmpeg's libraries.
    public static Path file() {
        return Unpacked.FILE;
    }
}
