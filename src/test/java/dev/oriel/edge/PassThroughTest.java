package dev.oriel.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.frame.Codec;
import dev.oriel.frame.Packet;
import dev.oriel.hub.Subscription;
import dev.oriel.hub.Track;
import dev.oriel.time.Clocks;
import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.NOPLogger;

class PassThroughTest {
    private final Track broadcast = new Track("door", 0, Codec.MPEG_TS, new Clocks(() -> 0, () -> 0));
    private final PublisherSlots slots = new PublisherSlots("door", NOPLogger.NOP_LOGGER);
    private final PassThrough passThrough = new PassThrough(slots, broadcast, () -> this.reshapes);
    private final FakePublisher first = new FakePublisher("10.0.0.1");
    private final FakePublisher second = new FakePublisher("10.0.0.2");
    private boolean reshapes;

    @BeforeEach
    void begin() throws RefusedException {
        take(first, Intake.Content.VIDEO);
        passThrough.begin(true);
    }

    @AfterEach
    void end() {
        broadcast.forget();
    }

    private void take(Publisher publisher, Intake.Content content) throws RefusedException {
        slots.take(publisher, content, sink -> {}, DuplicatePublisherPolicy.AUDIO, 0);
    }

    private static ByteBuf chunk(byte[] packet) {
        return Packet.buffer(packet.length).writeBytes(packet);
    }

    private boolean passes(Publisher publisher, boolean keyFrame) {
        return passThrough.packets(publisher, chunk(TsBytes.mpeg1KeyFrame()), keyFrame);
    }

    @Test
    void playersBeginWithTheFirstKeyFrameAlone() {
        assertThat(passes(first, false)).isFalse();
        assertThat(passes(first, true)).isTrue();
        assertThat(passes(first, true)).isFalse();
        assertThat(passThrough.stream()).isSameAs(broadcast);
    }

    @Test
    void packetsOfAPublisherThatWasReplacedAreReleased() throws Exception {
        take(second, Intake.Content.VIDEO);
        var packets = chunk(TsBytes.mpeg1KeyFrame());
        assertThat(passThrough.packets(first, packets, true)).isFalse();
        assertThat(packets.refCnt()).isZero();
        assertThat(broadcast.published()).isZero();
    }

    @Test
    void nothingPassesWhileTheSettingsAskForSomethingElse() {
        reshapes = true;
        assertThat(passThrough.settingsChanged()).isTrue();
        assertThat(passThrough.settingsChanged()).isFalse();
        assertThat(passThrough.stream()).isNull();
        assertThat(passes(first, true)).isFalse();
        assertThat(broadcast.published()).isZero();
    }

    @Test
    void audioOfASecondPublisherHasANumberOfItsOwn() throws Exception {
        take(second, Intake.Content.AUDIO);
        try (var subscription = broadcast.subscribe(Runnable::run, () -> {})) {
            passes(first, true);
            passThrough.audio(second, TsBytes.of(TsBytes.rest(TsBytes.AUDIO)), 0);
            assertThat(pid(subscription)).isEqualTo(TsBytes.VIDEO);
            assertThat(pid(subscription)).isEqualTo(0x1a1);
        }
    }

    private static int pid(Subscription subscription) {
        var chunk = subscription.take();
        if (chunk == null) {
            throw new AssertionError("no packet was passed on");
        }
        var content = chunk.content();
        int pid = content.getUnsignedShort(content.readerIndex() + 1) & 0x1fff;
        content.release();
        chunk.release();
        return pid;
    }
}
