package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.oriel.time.Clocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Files made by the installed `ffmpeg`, which is not the one under test.
final class TestMedia {
    /// The clocks of this machine.
    static final Clocks CLOCKS = new Clocks(TestMedia::clock, System::nanoTime);

    private TestMedia() {
    }

    static long clock() {
        return System.currentTimeMillis() * 1000;
    }

    /// Skips the test when the condition does not hold, unless every test has to run.
    static void needs(boolean there, String what) {
        if (Boolean.getBoolean("oriel.tests.all")) {
            assertThat(there).as(what).isTrue();
        }
        assumeTrue(there, "SKIPPED, this machine lacks: " + what);
    }

    static boolean installed(String program) {
        for (String folder : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    /// Two seconds of the moving test picture, 320x240 at 30 fps unless the words say otherwise.
    static Path make(Path folder, String name, String words) throws IOException, InterruptedException {
        needs(installed("ffmpeg"), "ffmpeg");
        var file = folder.resolve(name);
        var command = new ArrayList<>(
                List.of("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=size=320x240:rate=30"));
        command.addAll(List.of(words.split(" ")));
        if (!words.contains("-t ") && !words.contains("-frames")) {
            command.addAll(List.of("-t", "2"));
        }
        command.add(file.toString());
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return file;
    }
}
