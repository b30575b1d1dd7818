package dev.oriel.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeapSweepTest {
    @ParameterizedTest
    @CsvSource({"0,0,false", "48,0,false", "49,0,true", "80,20,false", "89,20,true", "440,200,false", "449,200,true"})
    void garbageMayBeAsLargeAsWhatLivesAndALittleMore(long usedMegabytes, long liveMegabytes, boolean due) {
        assertThat(HeapSweep.isDue(usedMegabytes << 20, liveMegabytes << 20)).isEqualTo(due);
    }
}
