package dev.oriel.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Whose files this process believes: root's, those of the user that it runs as, and of the one who has called `sudo`.
///
/// A program that takes orders from a file of its working folder takes them from everybody who can put one there. So such a file
/// counts only when it belongs to one of these users, as does each link on the way to it.
///
/// Threads: any; immutable. Source: the rules of git's `safe.directory`.
public final class Ownership {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String SUDO_USER = "SUDO_UID";
    private static final int ROOT = 0;
    private static final int MOST_LINKS = 40;

    private final Set<Integer> believed;

    private Ownership(Set<Integer> believed) {
        this.believed = Set.copyOf(believed);
    }

    /// Of this process.
    ///
    /// @param environment in which `sudo` names its caller
    public static Ownership of(Map<String, String> environment) {
        var believed = new TreeSet<Integer>();
        believed.add(ROOT);
        believed.add(user());
        var caller = environment.getOrDefault(SUDO_USER, "");
        if (caller.matches("\\d{1,9}")) {
            believed.add(Integer.parseInt(caller));
        }
        return new Ownership(believed);
    }

    /// The user with whose rights this process opens files.
    static int user() {
        try (var lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("Uid:")).map(line -> line.split("\\s+")[2]).mapToInt(Integer::parseInt)
                    .findFirst().orElseThrow();
        } catch (IOException e) {
            return ownerOfNewFiles(); // no /proc, as in a bare chroot
        }
    }

    private static int ownerOfNewFiles() {
        try {
            var made = Files.createTempFile("oriel", null);
            int owner = (int) Files.getAttribute(made, "unix:uid");
            Files.delete(made);
            return owner;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// True for a process with the rights of root.
    public static boolean isRoot() {
        return user() == ROOT;
    }

    /// Why the file is not to be believed, or nothing: `belongs to the user 1001 (mallory)`. A file that is not there is nobody's.
    ///
    /// @throws IOException when it cannot be looked at
    public Optional<String> objection(Path file) throws IOException {
        var at = file.toAbsolutePath();
        for (int links = 0; links < MOST_LINKS; links++) {
            try {
                int owner = (int) Files.getAttribute(at, "unix:uid", LinkOption.NOFOLLOW_LINKS);
                boolean isLink = Files.isSymbolicLink(at);
                if (!believed.contains(owner)) {
                    return Optional
                            .of((isLink ? "the link " + at + " " : "it ") + "belongs to the user " + owner + name(at, owner));
                }
                if (!isLink) {
                    return Optional.empty();
                }
                at = at.resolveSibling(Files.readSymbolicLink(at));
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
        }
        return Optional.of("too many links lead to it");
    }

    /// True when everybody on this machine may write the file; false where it is not there.
    public static boolean isWritableByAll(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_WRITE);
        } catch (IOException e) {
            return false;
        }
    }

    private static String name(Path file, int owner) throws IOException {
        var name = Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName();
        return name.equals(Integer.toString(owner)) ? "" : " (" + name + ")";
    }
}
