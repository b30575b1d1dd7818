package dev.oriel.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// How a file looks from outside: another value after each write, also by another file of the same size, and after each change of
/// owner or rights.
public final class FileState {
    private static final String LOOKS = "unix:dev,ino,size,lastModifiedTime,ctime,uid,gid,mode";

    private FileState() {
    }

    /// Something to compare: equal as long as nothing has happened to the file.
    public static Object of(Path file) {
        try {
            return Files.readAttributes(file, LOOKS);
        } catch (NoSuchFileException e) {
            return Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? "a link that leads nowhere" : "none";
        } catch (IOException e) {
            return FileWords.of(e);
        }
    }
}
