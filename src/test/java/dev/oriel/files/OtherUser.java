package dev.oriel.files;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/// A user who is neither root nor the one that runs the tests: `nobody`. Only root can give files to it.
public final class OtherUser {
    /// Its number, and that of its group, on every Linux.
    public static final int ID = 65534;

    private OtherUser() {
    }

    /// Skips the test where it is not root's.
    public static void needed() {
        assumeTrue(Ownership.isRoot(), "not root: files cannot be given to another user");
    }

    /// Gives file, folder or link to it.
    public static Path owns(Path file) throws IOException {
        Files.setAttribute(file, "unix:uid", ID, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(file, "unix:gid", ID, LinkOption.NOFOLLOW_LINKS);
        return file;
    }

    /// The number of its owner.
    public static int ownerOf(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }
}
