package dev.oriel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.cli.CommandLines;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyCommandTest {
    @TempDir
    Path folder;

    private record Ran(int code, String out, String err) {}

    @Test
    void addPrintsTheKeyAloneAndListNeverDoes() {
        var added = run("key", "add", "roof", "--camera", "roof-cam", "--camera", "door", "--data", folder.toString());
        assertThat(added.code).isZero();
        assertThat(added.out).matches("orielkey_[A-Za-z0-9_-]{43}\n");
        var list = run("key", "list", "--data", folder.toString());
        assertThat(list.out).contains("roof", "publish", "door, roof-cam").doesNotContain(added.out.strip());
    }

    @Test
    void exitCodesTellFailureFromWrongUsage() {
        var data = folder.toString();
        assertThat(run("key", "add", "roof", "--data", data).code).isZero();
        assertThat(run("key", "add", "roof", "--data", data).code).isEqualTo(1);
        assertThat(run("key", "revoke", "roof", "--data", data).code).isZero();
        assertThat(run("key", "revoke", "roof", "--data", data).code).isEqualTo(1);
        assertThat(run("key", "add", "no/name", "--data", data).code).isEqualTo(2);
        assertThat(run("key", "add", "roof", "--camera", "Not A Name", "--data", data).code).isEqualTo(2);
        assertThat(run("key", "add", "--data", data).code).isEqualTo(2);
        assertThat(run("key").code).isEqualTo(2);
    }

    private static Ran run(String... words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var realOut = System.out;
        var realErr = System.err;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            return new Ran(CommandLines.run(words), out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
        }
    }
}
