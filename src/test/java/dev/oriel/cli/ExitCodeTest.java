package dev.oriel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Exit codes of words that end at once.
class ExitCodeTest {

    @Test
    void unknownWordsAreWrongUsage() {
        assertThat(run("bogus")).isEqualTo(2);
        assertThat(run("--prot", "8080")).isEqualTo(2);
        assertThat(run("serve", "--port")).isEqualTo(2);
    }

    @Test
    void wrongCameraNameIsWrongUsage() {
        assertThat(run("--camera", "Door=test:")).isEqualTo(2);
    }

    @Test
    void aRecorderTakesNoUploads() {
        assertThat(run("record", "--bus", "redis://127.0.0.1:1", "--camera", "door=publish:")).isEqualTo(2);
    }

    @Test
    void servicesThatDoNotGoTogetherAreWrongUsage() {
        assertThat(run("service", "print", "--units", "serve,push")).isEqualTo(2);
    }

    @Test
    void helpAndVersionAreFine() {
        assertThat(run("--help")).isZero();
        assertThat(run("serve", "--help")).isZero();
        assertThat(run("--version")).isZero();
    }

    private static int run(String... words) {
        return CommandLines.run(words);
    }
}
