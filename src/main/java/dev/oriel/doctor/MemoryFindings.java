package dev.oriel.doctor;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// Checks of memory: what Oriel may take, against the machine or the control group around this process.
///
/// Source: proc(5), `/proc/meminfo`; the kernel's `cgroup-v2.rst`, `memory.max` and `memory.events`.
final class MemoryFindings {
    private static final String SUBJECT = "memory";
    private static final Path GROUPS = Path.of("/sys/fs/cgroup");
    private static final Pattern TOTAL = Pattern.compile("(?m)^MemTotal: +(\\d+) kB");
    private static final Pattern AVAILABLE = Pattern.compile("(?m)^MemAvailable: +(\\d+) kB");
    private static final Pattern KILLED = Pattern.compile("(?m)^oom_kill (\\d+)");
    /// Java itself, its threads and FFmpeg's libraries.
    private static final long BESIDES_BYTES = 150L << 20;
    private static final long LEAST_AVAILABLE_BYTES = 100L << 20;
    /// What a decoder of an ordinary camera takes outside of the heap.
    private static final long CAMERA_BYTES = 32L << 20;

    private MemoryFindings() {
    }

    static List<Finding> of(Examined examined, Path proc) throws IOException {
        var meminfo = Files.readString(proc.resolve("meminfo"));
        var group = group(proc);
        long limitBytes = limit(number(TOTAL, meminfo) << 10, group);
        long killed = number(KILLED, text(group.resolve("memory.events")));
        if (killed > 0) {
            return List.of(
                    Finding.note(SUBJECT, "the kernel has ended " + killed + " programs of this control group for lack of memory",
                            "more memory for the container or service (MemoryMax)"));
        }
        return List.of(judged(limitBytes, number(AVAILABLE, meminfo) << 10, examined.settings().cameras().size()));
    }

    private static Finding judged(long limitBytes, long availableBytes, int cameras) {
        long heapBytes = Runtime.getRuntime().maxMemory();
        long directBytes = directBytes(heapBytes);
        var words = "heap up to " + mega(heapBytes) + ", pictures up to " + mega(directBytes) + ", of " + mega(limitBytes);
        if (availableBytes < LEAST_AVAILABLE_BYTES) {
            return Finding.note(SUBJECT, mega(availableBytes) + " are available now; " + words,
                    "end other programs, or add memory");
        } else if (heapBytes + directBytes + BESIDES_BYTES > limitBytes) {
            return Finding.note(SUBJECT, words + ": together with the libraries that may be too much",
                    "less of both: ORIEL_JAVA_OPTS=\"-Xmx128m -XX:MaxDirectMemorySize=128m\", or more memory");
        } else if (cameras * CAMERA_BYTES > directBytes) {
            return Finding.note(SUBJECT,
                    cameras + " cameras may need " + mega(cameras * CAMERA_BYTES) + " for pictures; " + words,
                    "ORIEL_JAVA_OPTS=-XX:MaxDirectMemorySize=" + mega(cameras * CAMERA_BYTES).replace(" MB", "m"));
        }
        return Finding.ok(SUBJECT, words);
    }

    /// What pictures outside of the heap may take; as much as the heap where no option says.
    private static long directBytes(long heapBytes) {
        var option = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).getVMOption("MaxDirectMemorySize");
        long bytes = Long.parseLong(option.getValue());
        return bytes == 0 ? heapBytes : bytes;
    }

    private static long limit(long totalBytes, Path group) {
        var limit = text(group.resolve("memory.max")).strip();
        return limit.matches("\\d{1,18}") ? Math.min(totalBytes, Long.parseLong(limit)) : totalBytes;
    }

    /// The control group of this process, version 2.
    private static Path group(Path proc) {
        return text(proc.resolve("self/cgroup")).lines().filter(line -> line.startsWith("0::")).map(line -> line.substring(3))
                .map(path -> GROUPS.resolve(path.replaceFirst("^/+", ""))).findFirst().orElse(GROUPS);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    private static long number(Pattern pattern, String text) {
        return pattern.matcher(text).results().findFirst().map(found -> Long.parseLong(found.group(1))).orElse(0L);
    }

    private static String mega(long bytes) {
        return (bytes >> 20) + " MB";
    }
}
