package dev.oriel.source;

import dev.oriel.hub.CameraSettings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/// A camera of the Raspberry Pi, through the program `rpicam-vid` (`libcamera-vid` on older systems), which encodes its pictures
/// as MJPEG.
public final class LibcameraSource implements Source {
    private static final List<String> PROGRAMS = List.of("rpicam-vid", "libcamera-vid");

    private final int index;
    private final String searchPath;
    private final LongSupplier epochMicros;

    /// @param index       the camera's number as `rpicam-vid --list-cameras` shows it
    /// @param epochMicros the clock, microseconds since 1970-01-01 UTC
    public LibcameraSource(int index, LongSupplier epochMicros) {
        this(index, Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin"), epochMicros);
    }

    LibcameraSource(int index, String searchPath, LongSupplier epochMicros) {
        this.index = index;
        this.searchPath = searchPath;
        this.epochMicros = epochMicros;
    }

    @Override
    public void run(FrameSink sink) throws IOException, InterruptedException {
        ExecSource.run(command(sink.settings()), sink, epochMicros);
    }

    List<String> command(CameraSettings settings) throws LostException {
        var command = new ArrayList<>(
                List.of(program(), "--camera", Integer.toString(index), "--codec", "mjpeg", "--timeout", "0",
                        "--nopreview", "--flush", "--quality", Integer.toString(settings.quality())));
        var size = settings.size();
        if (size != null) {
            command.addAll(List.of("--width", Integer.toString(size.width()), "--height", Integer.toString(size.height())));
        }
        var fps = settings.fps();
        if (fps != null) {
            command.addAll(List.of("--framerate", String.format(Locale.ROOT, "%.2f", fps)));
        }
        command.addAll(List.of("--output", "-"));
        return command;
    }

    private String program() throws LostException {
        for (String program : PROGRAMS) {
            for (String folder : searchPath.split(Pattern.quote(File.pathSeparator))) {
                var file = Path.of(folder, program);
                if (Files.isExecutable(file)) {
                    return file.toString();
                }
            }
        }
        throw new LostException("rpicam-vid is not installed: apt install rpicam-apps");
    }
}
