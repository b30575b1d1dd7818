package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import dev.oriel.frame.Packet;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// The check that all system tests end with can fail.
class BufferLeaksTest {
    @Test
    void aForgottenBufferIsFoundAndAReleasedOneIsNot() {
        assertThat(BufferLeaks.found()).isEmpty();
        Packet.buffer(100).writeByte(1).release();
        assertThat(BufferLeaks.found()).isEmpty();
        var log = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
        log.setAdditive(false); // this one is meant, and needs no words
        forget();
        assertThat(BufferLeaks.found()).isNotEmpty();
        assertThat(BufferLeaks.found()).isEmpty();
        log.setAdditive(true);
    }

    private static void forget() {
        Packet.buffer(100).writeByte(1);
    }
}
