package dev.oriel.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    @TempDir
    Path folder;

    private static String rights(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void aFileThatIsWrittenAnewKeepsItsRights() throws IOException {
        var file = folder.resolve("file");
        WholeFile.write(file, "one", WholeFile.OWNER_ONLY);
        assertThat(rights(file)).isEqualTo("rw-------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        WholeFile.write(file, "two", WholeFile.OWNER_ONLY);
        assertThat(rights(file)).isEqualTo("rw-rw-r--");
        assertThat(file).hasContent("two");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void whatRootWritesKeepsItsOwner() throws IOException {
        OtherUser.needed();
        var file = OtherUser.owns(Files.createFile(folder.resolve("file")));
        WholeFile.write(file, "two", WholeFile.OWNER_ONLY);
        assertThat(OtherUser.ownerOf(file)).isEqualTo(OtherUser.ID);
        assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(OtherUser.ID);
    }

    @Test
    void whatRootMakesBelongsToTheOwnerOfTheFolder() throws IOException {
        OtherUser.needed();
        OtherUser.owns(folder);
        var file = folder.resolve("data/of/file");
        WholeFile.write(file, "one", WholeFile.PUBLIC);
        WholeFile.openLock(folder.resolve("data/lock")).close();
        for (var made : new String[]{"data", "data/of", "data/of/file", "data/lock"}) {
            assertThat(OtherUser.ownerOf(folder.resolve(made))).as(made).isEqualTo(OtherUser.ID);
        }
        assertThat(rights(file)).isEqualTo("rw-r--r--");
    }

    @Test
    void aLinkIsReplacedAndNeverFollowed() throws IOException {
        var target = Files.writeString(folder.resolve("target"), "untouched");
        var file = Files.createSymbolicLink(folder.resolve("file"), target);
        Files.createSymbolicLink(folder.resolve("file.new"), target);
        WholeFile.write(file, "mine", WholeFile.OWNER_ONLY);
        assertThat(target).hasContent("untouched");
        assertThat(Files.isSymbolicLink(file)).isFalse();
        assertThat(rights(file)).isEqualTo("rw-------");
    }
}
