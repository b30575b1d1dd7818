package dev.oriel.source;

import dev.oriel.hub.CameraSettings;
import dev.oriel.time.Clocks;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// A camera of the Raspberry Pi, through the program `rpicam-vid` (`libcamera-vid` on older systems), which encodes its pictures
/// as MJPEG.
public final class LibcameraSource implements Source {
    private static final List<String> PROGRAMS = List.of("rpicam-vid", "libcamera-vid");

    private final int index;
    private final String searchPath;
    private final Clocks clocks;

    /// @param index       the camera's number as `rpicam-vid --list-cameras` shows it
    public LibcameraSource(int index, Clocks clocks) {
        this(index, Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin"), clocks);
    }

    LibcameraSource(int index, String searchPath, Clocks clocks) {
        this.index = index;
        this.searchPath = searchPath;
        this.clocks = clocks;
    }

    @Override
    public void run(FrameSink sink) throws IOException, InterruptedException {
        ExecSource.run(command(sink.settings()), sink, clocks);
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
