package dev.oriel.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenFilesTest {
    private static final String LIMITS = """
            Limit                     Soft Limit           Hard Limit           Units
            Max processes             15000                15000                processes
            Max open files            %s                  4096                 files
            """;

    @Test
    void roomIsLeftForEverythingElseThatIsOpened() {
        assertThat(OpenFiles.roomForConnections(LIMITS.formatted("256"), 100)).isEqualTo(256 - 100 - 80);
        assertThat(OpenFiles.roomForConnections(LIMITS.formatted("4096"), 100)).isEqualTo(4096 - 100 - 512);
        assertThat(OpenFiles.roomForConnections(LIMITS.formatted("1048576"), 100)).isEqualTo(1048576 - 100 - 1024);
        assertThat(OpenFiles.roomForConnections(LIMITS.formatted("64"), 100)).as("never nobody").isEqualTo(16);
        assertThat(OpenFiles.roomForConnections(LIMITS.formatted("unlimited"), 100)).isEqualTo(Integer.MAX_VALUE);
        assertThat(OpenFiles.roomForConnections()).isPositive();
    }
}
