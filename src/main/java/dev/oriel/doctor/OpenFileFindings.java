package dev.oriel.doctor;

import dev.oriel.limits.OpenFiles;
import java.nio.file.Path;
import java.util.List;

/// Checks of the limit on open files: room for viewers beside the cameras.
final class OpenFileFindings {
    private static final String SUBJECT = "open files";
    private static final int FEW_VIEWERS = 100;
    private static final int MANY_VIEWERS = 2_000;
    /// A device or connection, its pictures' pages and a program's pipes.
    private static final int FILES_A_CAMERA = 8;

    private OpenFileFindings() {
    }

    static List<Finding> of(Examined examined, Path proc) {
        var server = examined.settings().server();
        int cameras = examined.settings().cameras().size();
        long room = OpenFiles.roomForConnections(proc.resolve("self")) - (long) cameras * FILES_A_CAMERA;
        var words = "ulimit -n leaves room for about " + room + " connections beside " + cameras + " cameras";
        var remedy = "ulimit -n 65536 before the start; LimitNOFILE=65536 in systemctl edit oriel-serve; docker run --ulimit nofile=65536";
        if (room < FEW_VIEWERS) {
            return List.of(Finding.problem(SUBJECT, words, remedy));
        }
        return List.of(room < Math.min(server.maxConnections(), MANY_VIEWERS)
                ? Finding.note(SUBJECT, words + ", and server.maxConnections allows " + server.maxConnections(),
                        remedy + ", where so many are expected")
                : Finding.ok(SUBJECT, words));
    }
}
