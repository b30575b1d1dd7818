package dev.oriel.ffmpeg;

import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.javacpp.Loader;

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
                return Loader.cacheResource(Font.class, RESOURCE).toPath();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException("the font cannot be unpacked: " + e.getMessage(), e);
            }
        }
    }

    /// Its file, unpacked beside FFmpeg's libraries at the first use.
    public static Path file() {
        return Unpacked.FILE;
    }
}
