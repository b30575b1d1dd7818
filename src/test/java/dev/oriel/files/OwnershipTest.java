package dev.oriel.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnershipTest {
    private static final Map<String, String> NOBODY_CALLED_SUDO = Map.of("SUDO_UID", Integer.toString(OtherUser.ID));

    @TempDir
    Path folder;

    @Test
    void ownFilesAndThoseThatAreNotThereAreBelieved() throws IOException {
        var own = Files.createFile(folder.resolve("own"));
        assertThat(Ownership.of(Map.of()).objection(own)).isEmpty();
        assertThat(Ownership.of(Map.of()).objection(folder.resolve("nothing"))).isEmpty();
        assertThat(Ownership.of(Map.of()).objection(Path.of("/etc/passwd"))).isEmpty();
    }

    @Test
    void aFileOfAnotherUserIsNotBelievedUnlessThatUserHasCalledSudo() throws IOException {
        OtherUser.needed();
        var foreign = OtherUser.owns(Files.createFile(folder.resolve("foreign")));
        assertThat(Ownership.of(Map.of()).objection(foreign)).hasValue("it belongs to the user 65534 (nobody)");
        assertThat(Ownership.of(Map.of("SUDO_UID", "junk")).objection(foreign)).isPresent();
        assertThat(Ownership.of(NOBODY_CALLED_SUDO).objection(foreign)).isEmpty();
    }

    @Test
    void neitherLinkNorTargetMayBeAnotherUsers() throws IOException {
        OtherUser.needed();
        var own = Files.createFile(folder.resolve("own"));
        var foreign = OtherUser.owns(Files.createFile(folder.resolve("foreign")));
        var linkToForeign = Files.createSymbolicLink(folder.resolve("to-foreign"), foreign);
        var foreignLink = OtherUser.owns(Files.createSymbolicLink(folder.resolve("to-own"), own));
        var between = Files.createSymbolicLink(folder.resolve("between"), Path.of("to-own"));
        var ours = Ownership.of(Map.of());
        assertThat(ours.objection(linkToForeign)).hasValue("it belongs to the user 65534 (nobody)");
        assertThat(ours.objection(foreignLink)).hasValueSatisfying(why -> assertThat(why).startsWith("the link "));
        assertThat(ours.objection(between)).hasValueSatisfying(why -> assertThat(why).startsWith("the link "));
    }

    @Test
    void whatEverybodyMayWriteIsKnown() throws IOException {
        var file = Files.createFile(folder.resolve("file"));
        assertThat(Ownership.isWritableByAll(file)).isFalse();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(Ownership.isWritableByAll(file)).isTrue();
        assertThat(Ownership.isWritableByAll(folder.resolve("nothing"))).isFalse();
    }

    @Test
    void linksThatLeadNowhereOrInACircleEnd() throws IOException {
        var nowhere = Files.createSymbolicLink(folder.resolve("nowhere"), Path.of("nothing"));
        var circle = Files.createSymbolicLink(folder.resolve("circle"), Path.of("circle"));
        assertThat(Ownership.of(Map.of()).objection(nowhere)).isEmpty();
        assertThat(Ownership.of(Map.of()).objection(circle)).hasValue("too many links lead to it");
    }
}
