package dev.oriel.v4l2;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The cameras of this machine.
public final class Cameras {
    private static final Pattern NAME = Pattern.compile("video(\\d{1,3})");
    /// How many devices another library may show although `/dev` doesn't.
    private static final int UNSEEN = 16;
    /// Parts of a camera's signal path that look like cameras of their own but never give a picture unasked.
    private static final Set<String> NO_CAMERAS = Set.of("bcm2835-isp", "pispbe");

    private Cameras() {
    }

    /// A camera that was found.
    ///
    /// @param path    its device file
    /// @param card    its name for people, empty when it couldn't be asked
    /// @param busInfo where it is attached, likewise
    /// @param driver  the kernel driver, likewise
    /// @param modes   what it offers, in the driver's order
    /// @param cause   why it couldn't be asked, or why it cannot be used, or null
    public record Found(String path, String card, String busInfo, String driver, List<Offered> modes, @Nullable String cause) {

        /// True when it could be asked and one of its formats can be used.
        public boolean isUsable() {
            return modes.stream().anyMatch(mode -> CameraFormat.of(mode.code()).isPresent());
        }

        /// True when it couldn't be asked: another program has it, or there is no permission. It may be usable some time.
        public boolean isUnasked() {
            return cause != null && driver.isEmpty();
        }
    }

    /// One line of a camera's offer.
    ///
    /// @param code  the kernel's name of the format, which Oriel may not know
    /// @param rates at this size (for a range of sizes: at its largest); empty where the driver doesn't tell
    public record Offered(FourCc code, FrameSizes sizes, List<FrameRates> rates) {}

    /// The files of all video devices of this machine, by number, each with a mark that is another as soon as another device, or the
    /// same one with other rights, has its place. Where another library stands in for the system's, a file's mark is empty: whether
    /// there is a device only opening it tells.
    public static Map<String, String> files(Posix posix) {
        Map<String, String> files = new LinkedHashMap<>();
        for (int number : numbers(posix)) {
            var path = "/dev/video" + number;
            files.put(path, posix.isReplaced() ? "" : mark(Path.of(path)));
        }
        return files;
    }

    private static String mark(Path file) {
        try {
            return Files.getAttribute(file, "unix:ino") + " " + Files.getAttribute(file, "unix:ctime");
        } catch (IOException | RuntimeException e) {
            return "unknown";
        }
    }

    /// True when there is a device under that name, whatever it is, and whoever uses it.
    public static boolean isThere(Posix posix, String path) {
        if (!posix.isReplaced()) {
            return Files.exists(Path.of(path));
        }
        try {
            posix.close(posix.open(path, Posix.O_RDWR | Posix.O_NONBLOCK | Posix.O_CLOEXEC));
            return true;
        } catch (PosixException e) {
            return !CameraException.opening(path, e).isAbsent();
        }
    }

    /// Asks every video device of this machine what it is, and lists the cameras, by number.
    public static List<Found> list(Posix posix) {
        List<Found> found = new ArrayList<>();
        for (int number : numbers(posix)) {
            Found camera = look(posix, "/dev/video" + number);
            if (camera != null) {
                found.add(camera);
            }
        }
        return found;
    }

    private static Set<Integer> numbers(Posix posix) {
        Set<Integer> numbers = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/dev"), "video*")) {
            for (Path file : files) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    numbers.add(Integer.valueOf(name.group(1)));
                }
            }
        } catch (IOException e) {
            System.getLogger(Cameras.class.getName()).log(System.Logger.Level.DEBUG, "/dev can't be listed", e);
        }
        for (int number = 0; posix.isReplaced() && number < UNSEEN; number++) {
            numbers.add(number);
        }
        return numbers;
    }

    /// Asks one device what it is; null where there is none, or none that gives pictures.
    public static @Nullable Found look(Posix posix, String path) {
        try (Device device = Device.open(posix, path)) {
            Capability capability = device.capability();
            return capability.isCapture() && !NO_CAMERAS.contains(capability.driver()) ? found(path, capability, device) : null;
        } catch (CameraException e) {
            return e.isAbsent() ? null : new Found(path, "", "", "", List.of(), e.getMessage());
        } catch (RuntimeException e) { // one device must not hide the others
            return new Found(path, "", "", "", List.of(), "cannot be asked: " + e);
        }
    }

    private static Found found(String path, Capability capability, Device device) {
        List<Offered> modes = new ArrayList<>();
        String cause = null;
        try {
            capability.requireCamera();
            modes.addAll(device.offered());
            if (modes.stream().noneMatch(mode -> CameraFormat.of(mode.code()).isPresent())) {
                cause = modes.isEmpty()
                        ? "it offers no format"
                        : ForeignFormats.words(modes.stream().map(Offered::code).toList());
            }
        } catch (CameraException e) {
            cause = e.getMessage();
        }
        return new Found(path, capability.card(), capability.busInfo(), capability.driver(), List.copyOf(modes), cause);
    }
}
