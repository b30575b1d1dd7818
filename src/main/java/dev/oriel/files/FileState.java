package dev.oriel.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/// How a file looks from outside: another value after each write, also by another file of the same size, and after each change of
/// owner or rights.
public final class FileState {
    private static final String LOOKS = "unix:dev,ino,size,lastModifiedTime,ctime,uid,gid,mode";
    private static final String NONE = "none";

    private FileState() {
    }

    /// Something to compare: equal as long as nothing has happened to the file.
    public static Object of(Path file) {
        try {
            // Most files that are looked at each second are never there, and an exception for each is dear.
            boolean isThere = file.getFileSystem().provider()
                    .readAttributesIfExists(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS) != null;
            return isThere ? Files.readAttributes(file, LOOKS) : NONE;
        } catch (NoSuchFileException e) {
            return Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? "a link that leads nowhere" : NONE;
        } catch (IOException e) {
            return FileWords.of(e);
        }
    }
}
