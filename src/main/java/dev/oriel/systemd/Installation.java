package dev.oriel.systemd;

import dev.oriel.systemd.InstalledThings.Kind;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/// Oriel's services below a root folder: units that start at boot, the user, the folders, and settings where there are none.
///
/// Whatever is made is noted, so that [#remove] removes it and nothing else: what people have changed or added stays, and is said. Units that
/// the package of Oriel brings are used where they are, and not copied. The root of the running system takes [LiveSystem] as well.
///
/// Threads: one at a time. Blocking: writes the disk.
public final class Installation {
    private static final Path LIST = Path.of("etc/oriel/.installed");
    private static final Path SETTINGS_FOLDER = Path.of("etc/oriel");
    private static final Path DATA_FOLDER = Path.of("var/lib/oriel");
    private static final String FOR_ALL = "rwxr-xr-x";
    private static final String FOR_GROUP = "rwxr-x---";
    private static final String SETTINGS_RIGHTS = "rw-r-----";
    private static final String TEXT_RIGHTS = "rw-r--r--";

    private final Path root;
    private final PrintStream said;
    private final InstalledThings things;

    /// @param root  `/`, or where an image of a system is made
    /// @param said  hears what is made, removed and left
    /// @throws IOException when the list of an earlier installation cannot be read
    public Installation(Path root, PrintStream said) throws IOException {
        this.root = root.toAbsolutePath().normalize();
        this.said = said;
        things = InstalledThings.read(this.root.resolve(LIST));
    }

    /// The settings of the services.
    public static Path settings(Path root) {
        return root.resolve(UnitTexts.SETTINGS);
    }

    /// The data folder of the services, which run in [#DATA_FOLDER].
    public static Path data(Path root) {
        return root.resolve(DATA_FOLDER).resolve("oriel-data");
    }

    /// True for settings that are as they were installed: nobody has written any yet.
    public static boolean isUntouched(Path settings) throws IOException {
        return Files.readString(settings).equals(UnitTexts.initialSettings());
    }

    /// True for what is installed below this root.
    public boolean isThere() {
        return !things.isEmpty();
    }

    /// Makes everything; what an earlier installation made is brought up to date.
    ///
    /// @param program the launcher's absolute path
    /// @param ended   is given each unit of an earlier installation that is not asked for any more, before its file goes: without a file
    ///                nobody can stop it
    /// @throws IOException when something cannot be written, or a unit is somebody else's; nothing is made in this case
    public void make(Set<ServiceUnit> units, Path program, Consumer<ServiceUnit> ended) throws IOException {
        var texts = new LinkedHashMap<>(UnitTexts.of(units, program));
        for (var path : List.copyOf(texts.keySet())) {
            if (isOfPackage(path, Objects.requireNonNull(texts.get(path)))) {
                texts.remove(path);
            }
        }
        for (var path : texts.keySet()) {
            requireOurs(path, Objects.requireNonNull(texts.get(path)));
        }
        folder(SETTINGS_FOLDER, FOR_GROUP);
        if (!Files.exists(root.resolve(UnitTexts.SETTINGS), LinkOption.NOFOLLOW_LINKS)) {
            file(UnitTexts.SETTINGS, UnitTexts.initialSettings(), SETTINGS_RIGHTS);
        }
        folder(DATA_FOLDER, FOR_GROUP);
        for (var text : texts.entrySet()) {
            file(text.getKey(), text.getValue(), TEXT_RIGHTS);
        }
        link(UnitTexts.TARGET, "multi-user.target.wants");
        for (var unit : units) {
            link(unit.file(), UnitTexts.TARGET + ".wants");
        }
        removeOthers(units, ended);
    }

    /// Notes that the user was made, who goes with the rest.
    void noteUser(String name) throws IOException {
        things.add(Kind.USER, "", name);
    }

    private void requireOurs(Path path, String text) throws IOException {
        var file = root.resolve(path);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !things.isUnchanged(path.toString(), file)
                && !(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.readString(file).equals(text))) {
            throw new IOException(file + (things.has(path.toString())
                    ? " was changed since it was installed: put the changes into a file of \"systemctl edit\", and remove it"
                    : " is there already, and not of this command: move it away") + "; nothing was installed");
        }
    }

    /// True where the package has the file with the same words, and nothing in `etc` stands before it.
    private boolean isOfPackage(Path path, String text) throws IOException {
        var file = root.resolve(UnitTexts.packaged(path));
        return !Files.exists(root.resolve(path), LinkOption.NOFOLLOW_LINKS) && Files.isRegularFile(file)
                && Files.readString(file).equals(UnitTexts.ofPackage(text));
    }

    /// Units of an earlier installation, or of the package, that are not asked for any more.
    private void removeOthers(Set<ServiceUnit> units, Consumer<ServiceUnit> ended) throws IOException {
        for (var unit : EnumSet.complementOf(EnumSet.copyOf(units))) {
            var path = UnitTexts.FOLDER.resolve(unit.file());
            var link = wants(unit.file(), UnitTexts.TARGET + ".wants").toString();
            boolean isPackaged = startsPackaged(unit, root.resolve(link));
            if (things.has(path.toString()) || isPackaged) {
                ended.accept(unit);
            }
            if (isPackaged) {
                Files.delete(root.resolve(link));
                things.forget(link);
            } else if (things.has(link)) {
                removeLink(link);
                things.forget(link);
            }
            if (things.has(path.toString())) {
                removeFile(path.toString());
                things.forget(path.toString());
            }
        }
    }

    /// True for a link by which a unit of the package starts at boot. A system whose `/lib` is a link names it by that, too.
    private static boolean startsPackaged(ServiceUnit unit, Path link) throws IOException {
        var packaged = Path.of("/").resolve(UnitTexts.packaged(UnitTexts.FOLDER.resolve(unit.file())));
        return Files.isSymbolicLink(link)
                && (Files.readSymbolicLink(link).equals(packaged)
                        || Path.of("/usr" + Files.readSymbolicLink(link)).equals(packaged));
    }

    // --- making

    private void folder(Path path, String rights) throws IOException {
        var missing = new ArrayDeque<Path>();
        for (Path at = path; at != null && !Files.isDirectory(root.resolve(at)); at = at.getParent()) {
            missing.push(at);
        }
        for (var each : missing) {
            things.add(Kind.FOLDER, "", each.toString());
            Files.createDirectory(root.resolve(each));
            Files.setPosixFilePermissions(root.resolve(each),
                    PosixFilePermissions.fromString(each.equals(path) ? rights : FOR_ALL));
        }
    }

    private void file(Path path, String text, String rights) throws IOException {
        folder(Objects.requireNonNull(path.getParent()), FOR_ALL);
        var file = root.resolve(path);
        if (Files.exists(file) && !things.has(path.toString())) {
            return; // of that very text
        }
        things.add(Kind.FILE, InstalledThings.mark(text), path.toString());
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, text);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(rights));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        said.println("  " + file);
    }

    private static Path wants(String unit, String folder) {
        return UnitTexts.FOLDER.resolve(folder).resolve(unit);
    }

    /// Where a link to it leads, on the system that starts from the root.
    private Path unitFile(String unit) {
        var made = UnitTexts.FOLDER.resolve(unit);
        boolean isOurs = things.has(made.toString()) || Files.exists(root.resolve(made), LinkOption.NOFOLLOW_LINKS);
        return Path.of("/").resolve(isOurs ? made : UnitTexts.packaged(made));
    }

    /// What makes it start at boot, as `systemctl enable` does.
    private void link(String unit, String folder) throws IOException {
        var path = wants(unit, folder);
        folder(Objects.requireNonNull(path.getParent()), FOR_ALL);
        if (!Files.exists(root.resolve(path), LinkOption.NOFOLLOW_LINKS)) {
            things.add(Kind.LINK, "", path.toString());
            Files.createSymbolicLink(root.resolve(path), unitFile(unit));
        }
    }

    // --- removing

    /// Removes what was made and is as it was made; the rest is said to stay.
    ///
    /// @param user removes a user of that name, and says false where he has to stay
    public void remove(UserRemoval user) throws IOException {
        for (var thing : things.newestFirst()) {
            switch (thing.kind()) {
                case FILE -> removeFile(thing.path());
                case LINK -> removeLink(thing.path());
                case USER, FOLDER -> {
                    // After the files.
                }
            }
        }
        Files.deleteIfExists(root.resolve(LIST));
        for (var thing : things.newestFirst()) {
            if (thing.kind() == Kind.FOLDER) {
                removeFolder(root.resolve(thing.path()));
            }
        }
        for (var thing : things.newestFirst()) {
            if (thing.kind() == Kind.USER && (Files.exists(root.resolve(DATA_FOLDER)) || !user.remove(thing.path()))) {
                said.println("stays: the user " + thing.path() + ", to whom files belong");
            }
        }
    }

    /// Removes a user.
    @FunctionalInterface
    public interface UserRemoval {
        /// @return false where he could not be removed
        boolean remove(String name) throws IOException;
    }

    /// A link in place of the file is somebody's change, too.
    private void removeFile(String path) throws IOException {
        var file = root.resolve(path);
        if (things.isUnchanged(path, file)) {
            Files.delete(file);
            said.println("removed: " + file);
        } else if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            said.println("stays: " + file + ", which was changed since it was installed");
        }
    }

    private void removeLink(String path) throws IOException {
        var link = root.resolve(path);
        var made = unitFile(path.substring(path.lastIndexOf('/') + 1));
        if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(made)) {
            Files.delete(link);
        } else if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
            said.println("stays: " + link + ", which was changed since it was installed");
        }
    }

    private void removeFolder(Path folder) throws IOException {
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            said.println("stays: " + folder + ", which is not empty");
        }
    }
}
