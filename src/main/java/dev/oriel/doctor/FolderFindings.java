package dev.oriel.doctor;

import dev.oriel.files.FileWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Checks of the folders that Oriel writes to: the right to write, and room.
final class FolderFindings {
    private static final long LEAST_BYTES = 20L << 20;
    private static final long FEW_BYTES = 200L << 20;
    private static final byte[] SAMPLE = new byte[64 * 1024];

    private FolderFindings() {
    }

    static List<Check> checks(Examined examined) {
        var all = new ArrayList<Check>();
        var data = examined.data().toAbsolutePath();
        var user = System.getProperty("user.name");
        all.add(new Check("data folder", () -> List.of(folder("data folder " + data, data, 0,
                "make room, or give it to the user that runs Oriel: sudo mkdir -p " + data + "; sudo chown -R " + user + " "
                        + data))));
        var log = examined.settings().log().file();
        var logs = log == null ? null : Path.of(log.path()).toAbsolutePath().getParent();
        if (log != null && logs != null) {
            all.add(new Check("log folder", () -> List.of(log(logs, log.mostBytes() * (log.kept() + 1)))));
        }
        return all;
    }

    private static Finding log(Path folder, long mostBytes) {
        var subject = "log folder " + folder;
        return Files.isDirectory(folder)
                ? folder(subject, folder, mostBytes,
                        "make room, or name a log.file in a folder that the user who runs Oriel may write")
                : Finding.problem(subject, "there is no such folder, so Oriel does not start",
                        "mkdir -p " + folder + ", or another log.file");
    }

    /// @param wantedBytes that will be written there in time
    /// @param remedy      where it cannot be written
    private static Finding folder(String subject, Path folder, long wantedBytes, String remedy) {
        var there = existing(folder);
        if (there == null || !Files.isDirectory(there)) {
            return Finding.problem(subject, "it cannot be made: " + there + " is no folder", "name another one with --data");
        }
        try {
            long freeBytes = Files.getFileStore(there).getUsableSpace();
            write(there);
            return judged(subject, freeBytes, wantedBytes, folder.equals(there) ? "" : ", and made when it is needed");
        } catch (IOException e) {
            return Finding.problem(subject, "it cannot be written: " + FileWords.of(e), remedy);
        }
    }

    private static Finding judged(String subject, long freeBytes, long wantedBytes, String more) {
        var free = megabytes(freeBytes) + " free";
        if (freeBytes < LEAST_BYTES) {
            return Finding.problem(subject, free,
                    "make room: changes of accounts, keys and settings are not kept on a full disk");
        }
        if (freeBytes < FEW_BYTES + wantedBytes) {
            return Finding.note(subject, free + (wantedBytes == 0 ? "" : "; the log may take " + megabytes(wantedBytes)),
                    "make room" + (wantedBytes == 0 ? "" : ", or make log.fileSize and log.files smaller"));
        }
        return Finding.ok(subject, "it can be written" + more + "; " + free);
    }

    /// The folder, or the one above it that it would be made in.
    private static @Nullable Path existing(Path folder) {
        var at = folder;
        while (at != null && !Files.exists(at)) {
            at = at.getParent();
        }
        return at;
    }

    private static void write(Path folder) throws IOException {
        var made = Files.createTempFile(folder, ".oriel-doctor", "");
        try {
            Files.write(made, SAMPLE);
        } finally {
            Files.delete(made);
        }
    }

    private static String megabytes(long bytes) {
        return bytes >= 10L << 30
                ? (bytes >> 30) + " GB"
                : bytes >= 10L << 20 ? (bytes >> 20) + " MB" : String.format(Locale.ROOT, "%.1f MB", bytes / (double) (1 << 20));
    }
}
