package dev.oriel.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A file of this program's own that is written whole: readers see the old text or the new one, never a part.
///
/// Ownership: a file that is written anew keeps owner, group and rights. A file or folder that root makes belongs to the owner of the
/// folder around it: `sudo oriel key add` leaves nothing behind that the server's user cannot read.
///
/// No link is followed, because the folder may belong to somebody whom root has no reason to believe.
///
/// Threads: writers take turns. Blocking: until the disk has it.
public final class WholeFile {
    /// Readable by its owner only.
    public static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    /// Readable by everybody.
    public static final Set<PosixFilePermission> PUBLIC = PosixFilePermissions.fromString("rw-r--r--");

    private WholeFile() {
    }

    /// @param rights of a file that is new
    public static void write(Path file, String text, Set<PosixFilePermission> rights) throws IOException {
        var folder = folderOf(file);
        makeFolder(folder);
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (var channel = FileChannel.open(fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            var before = before(file);
            give(fresh, before == null ? attributes(folder) : before, before == null ? rights : before.permissions());
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        flush(folder);
    }

    /// Opens a file that exists only to be locked, and makes it where there is none.
    static FileChannel openLock(Path file) throws IOException {
        makeFolder(folderOf(file));
        try {
            var made = FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            give(file, attributes(folderOf(file)), OWNER_ONLY);
            return made;
        } catch (FileAlreadyExistsException e) {
            return FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static Path folderOf(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "the root folder always exists");
    }

    private static void makeFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        makeFolder(folderOf(folder));
        try {
            Files.createDirectory(folder);
            give(folder, attributes(folderOf(folder)), attributes(folder).permissions());
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e; // else another process was faster
            }
        }
    }

    private static @Nullable PosixFileAttributes before(Path file) throws IOException {
        try {
            var before = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return before.isRegularFile() ? before : null;
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static PosixFileAttributes attributes(Path folder) throws IOException {
        return Files.readAttributes(folder, PosixFileAttributes.class);
    }

    /// Works by the folder's descriptor, so that a link which takes the new file's place is not followed. Only root can
    /// give to another user, and others only to groups of their own.
    private static void give(Path made, PosixFileAttributes like, Set<PosixFilePermission> rights) throws IOException {
        try (var folder = Files.newDirectoryStream(folderOf(made))) {
            if (!(folder instanceof SecureDirectoryStream<Path> secure)) {
                throw new IOException("this system has no safe way to change a file's owner");
            }
            var view = secure.getFileAttributeView(made.getFileName(), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            if (Ownership.isRoot()) {
                view.setOwner(like.owner());
                view.setGroup(like.group());
            } else {
                giveToGroup(view, like.group());
            }
            view.setPermissions(rights);
        }
    }

    private static void giveToGroup(PosixFileAttributeView view, GroupPrincipal group) throws IOException {
        try {
            if (!view.readAttributes().group().equals(group)) {
                view.setGroup(group);
            }
        } catch (FileSystemException e) {
            // A group that this user is not in: the file stays with its own.
        }
    }

    /// Without this the name may still lead to the old file after a loss of power.
    private static void flush(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
