package dev.oriel.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TsPacketsTest {
    private final List<Integer> pids = new ArrayList<>();
    private final TsPackets packets = new TsPackets((bytes, at) -> pids.add(bytes.getUnsignedShort(at + 1) & 0x1fff));

    @AfterEach
    void close() {
        packets.close();
    }

    @Test
    void packetsAreFoundWhereverChunksEnd() {
        var stream = Unpooled.wrappedBuffer(TsBytes.rest(1), TsBytes.rest(2), TsBytes.rest(3), TsBytes.rest(4));
        while (stream.isReadable()) {
            packets.feed(stream.readSlice(Math.min(50, stream.readableBytes())));
        }
        assertThat(pids).containsExactly(1, 2, 3, 4);
        assertThat(packets.skippedBytes()).isZero();
    }

    @Test
    void aWholePacketInSyncIsGivenAtOnce() {
        packets.feed(TsBytes.of(TsBytes.rest(1), TsBytes.rest(2)));
        packets.feed(TsBytes.of(TsBytes.rest(3)));
        assertThat(pids).containsExactly(1, 2, 3);
    }

    @Test
    void garbageInFrontIsPassedOver() {
        packets.feed(TsBytes.of(new byte[]{1, 2, 0x47, 3}, TsBytes.rest(1), TsBytes.rest(2), TsBytes.rest(3)));
        assertThat(pids).containsExactly(1, 2, 3);
        assertThat(packets.skippedBytes()).isEqualTo(4);
    }

    @Test
    void aTruncatedPacketIsDroppedAndTheNextFound() {
        packets.feed(TsBytes.of(TsBytes.rest(1), Arrays.copyOf(TsBytes.rest(2), 100), TsBytes.rest(3), TsBytes.rest(4)));
        assertThat(pids).containsExactly(1, 3, 4);
        assertThat(packets.skippedBytes()).isEqualTo(100);
    }

    @Test
    void noiseYieldsNothingMuchAndIsCounted() {
        var noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        packets.feed(TsBytes.of(noise));
        assertThat(pids.size()).isLessThan(20);
        assertThat(packets.skippedInARow()).isPositive();
        packets.feed(TsBytes.of(TsBytes.rest(7), TsBytes.rest(8), TsBytes.rest(9)));
        assertThat(pids).endsWith(7, 8, 9);
        assertThat(packets.skippedInARow()).isZero();
    }

    @Test
    void theInputStaysTheCallers() {
        ByteBuf input = TsBytes.of(TsBytes.rest(1));
        packets.feed(input);
        assertThat(input.refCnt()).isEqualTo(1);
        assertThat(input.isReadable()).isFalse();
    }
}
