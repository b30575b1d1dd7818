package dev.oriel.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.oriel.files.OtherUser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an installation does to the running system, as far as it can be seen without one.
class LiveSystemTest {
    private static final int ROOT = 0;

    @TempDir
    Path folder;

    /// `sudo oriel user add` before the installation left accounts that the service could not read, so nobody could log in.
    @Test
    void whatRootMadeBeforeThereWasTheUserBecomesTheUsers() throws Exception {
        OtherUser.needed();
        var like = Files.readAttributes(OtherUser.owns(Files.createFile(folder.resolve("like"))), PosixFileAttributes.class);
        var data = Files.createDirectories(folder.resolve("lib/oriel-data/tls"));
        var accounts = Files.createFile(folder.resolve("lib/oriel-data/accounts.json"));
        var key = Files.createFile(data.resolve("server.key"));
        var elsewhere = Files.createFile(folder.resolve("elsewhere"));
        var link = Files.createSymbolicLink(folder.resolve("lib/link"), elsewhere);
        LiveSystem.giveAll(folder.resolve("lib"), like.owner(), like.group());
        for (var given : List.of(folder.resolve("lib"), data, accounts, key, link)) {
            assertThat(OtherUser.ownerOf(given)).as(given.toString()).isEqualTo(OtherUser.ID);
        }
        assertThat(OtherUser.ownerOf(elsewhere)).as("what a link leads to").isEqualTo(ROOT);
    }

    /// A JDK that `ORIEL_JAVA` named passed the trial, and was not there for the service.
    @Test
    void theTrialHasNoneOfTheCallersVariables() throws Exception {
        OtherUser.needed();
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/runuser")), "no runuser here");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        var program = Files.writeString(folder.resolve("oriel"), "#!/bin/sh\necho \"${ORIEL_JAVA-none} $(id -u) $HOME $*\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        var trial = new ProcessBuilder(LiveSystem.asService("nobody", program)).redirectErrorStream(true);
        trial.environment().put("ORIEL_JAVA", "/srv/jdk/bin/java");
        var process = trial.start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
                .isEqualTo("none " + OtherUser.ID + " /var/lib/oriel --version");
        assertThat(process.waitFor()).isZero();
    }
}
