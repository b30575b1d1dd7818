package dev.oriel.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeapSweepTest {
    @ParameterizedTest
    @CsvSource({"0,0,false", "32,0,false", "33,0,true", "72,20,false", "73,20,true", "432,200,false", "433,200,true"})
    void garbageMayBeAsLargeAsWhatLivesAndALittleMore(long usedMegabytes, long liveMegabytes, boolean due) {
        assertThat(HeapSweep.isDue(usedMegabytes << 20, liveMegabytes << 20)).isEqualTo(due);
    }
}
