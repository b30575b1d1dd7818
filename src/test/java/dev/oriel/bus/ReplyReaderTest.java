package dev.oriel.bus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.oriel.limits.MemoryBudget;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.RedisInputStream;

class ReplyReaderTest {
    private static final ReplyLimit LIMIT = new ReplyLimit(100_000, 10, 2);
    private static final String NEXT = "+next\r\n";

    private final MemoryBudget memory = new MemoryBudget(() -> 1_000_000, System::nanoTime);
    private long nowNanos = Long.MAX_VALUE - 1000; // a clock may start anywhere
    private final ReplyReader reader = new ReplyReader(memory.open(), () -> nowNanos);

    ReplyReaderTest() {
        reader.expect(LIMIT);
    }

    /// Time passes while it is read.
    private InputStream slow(String text) {
        return new FilterInputStream(stream(text)) {
            @Override
            public int read(byte[] into, int at, int length) throws IOException {
                nowNanos += Duration.ofSeconds(1).toNanos();
                return super.read(into, at, Math.min(length, 5000));
            }
        };
    }

    @Test
    void aTextThatTakesTooLongEndsTheConnectionAndIsKnown() {
        for (int bytes : new int[]{100_000, 100_001}) {
            assertThatThrownBy(() -> read(new RedisInputStream(slow("$" + bytes + "\r\n" + "x".repeat(bytes) + "\r\n"))))
                    .isInstanceOfSatisfying(EndlessTextException.class, e -> assertThat(e.bytes()).isEqualTo(bytes));
        }
    }

    @Test
    void onlyATextThatIsTooLongIsToBlameWhereTheConnectionEnds() {
        assertThatThrownBy(() -> reader.read(new RedisInputStream(stream("$100000\r\nabc"))))
                .isInstanceOf(JedisConnectionException.class).isNotInstanceOf(EndlessTextException.class);
        assertThatThrownBy(() -> reader.read(new RedisInputStream(stream("$100001\r\nabc"))))
                .isInstanceOf(EndlessTextException.class);
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(ISO_8859_1));
    }

    private @Nullable Object read(RedisInputStream in) {
        return shown(reader.read(in));
    }

    private static @Nullable Object shown(@Nullable Object reply) {
        return switch (reply) {
            case byte[] text -> new String(text, ISO_8859_1);
            case List<?> list -> list.stream().map(ReplyReaderTest::shown).toList();
            case null, default -> reply;
        };
    }

    private @Nullable Object read(String text) {
        var in = new RedisInputStream(stream(text + NEXT));
        var reply = read(in);
        assertThat(read(in)).as("what comes behind it").isEqualTo("next");
        return reply;
    }

    @Test
    void everyKindOfReplyIsRead() {
        assertThat(read("+PONG\r\n")).isEqualTo("PONG");
        assertThat(read("+a\rb\r\r\n")).isEqualTo("a\rb\r");
        assertThat(read(":-12\r\n")).isEqualTo(-12L);
        assertThat(read("$5\r\na\r\nbc\r\n")).isEqualTo("a\r\nbc");
        assertThat(read("$0\r\n\r\n")).isEqualTo("");
        assertThat(read("$-1\r\n")).isNull();
        assertThat(read("*-1\r\n")).isNull();
        assertThat(read("*0\r\n")).isEqualTo(List.of());
        assertThat(read("*3\r\n$1\r\na\r\n*2\r\n:1\r\n+b\r\n:2\r\n")).isEqualTo(List.of("a", List.of(1L, "b"), 2L));
    }

    @Test
    void aRefusalIsOneWhereverItStands() {
        assertThatThrownBy(() -> reader.read(new RedisInputStream(stream("-NOPERM no\r\n"))))
                .isInstanceOf(JedisDataException.class)
                .hasMessage("NOPERM no");
        assertThat(read("*2\r\n-ERR no\r\n:1\r\n")).asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST).first()
                .isInstanceOf(JedisDataException.class);
    }

    @Test
    void aTextThatIsTooLongIsSkippedAndTheNextReplyIsRead() {
        assertThat(read("$100001\r\n" + "x".repeat(100_001) + "\r\n")).isEqualTo(new Unread("100001 bytes"));
        assertThat(read("*3\r\n$1\r\na\r\n$100000\r\n" + "x".repeat(100_000) + "\r\n:7\r\n"))
                .isEqualTo(List.of("a", new Unread("100000 bytes"), 7L));
    }

    @Test
    void fourHundredMegabytesTakeNoMemory() {
        long bytes = 400L * 1024 * 1024;
        var zeros = new InputStream() {
            long left = bytes;

            @Override
            public int read() {
                return left-- > 0 ? 0 : -1;
            }

            @Override
            public int read(byte[] into, int at, int length) {
                int count = (int) Math.min(left, length);
                Arrays.fill(into, at, at + count, (byte) 0);
                left -= count;
                return count == 0 ? -1 : count;
            }
        };
        var in = new RedisInputStream(new SequenceInputStream(
                Collections.enumeration(List.of(stream("$" + bytes + "\r\n"), zeros, stream("\r\n" + NEXT)))));
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThat(reader.read(in)).isEqualTo(new Unread(bytes + " bytes"));
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000_000);
        assertThat(read(in)).isEqualTo("next");
    }

    @Test
    void listsThatAreTooLongOrTooDeepAreSkipped() {
        assertThat(read("*11\r\n" + ":1\r\n".repeat(11))).isEqualTo(new Unread("a list of 11"));
        assertThat(read("*6\r\n*5\r\n" + ":1\r\n".repeat(5) + ":2\r\n".repeat(5)))
                .isEqualTo(List.of(new Unread("a list of 5"), 2L, 2L, 2L, 2L, 2L));
        assertThat(read("*1\r\n*1\r\n*1\r\n$1\r\na\r\n")).isEqualTo(List.of(List.of(new Unread("lists in lists"))));
        assertThat(read("*1\r\n".repeat(200_000) + "$-1\r\n")).isEqualTo(List.of(List.of(new Unread("lists in lists"))));
    }

    @Test
    void aListThatIsDeclaredTakesNoMemoryBeforeItsPartsAreThere() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> read("*60000000\r\n")).isInstanceOf(JedisConnectionException.class);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$2147483647\r\n", "$-2\r\n", "$99999999999999999999999\r\n", "$\r\n", "$x\r\n", "*2147483647\r\n",
        "*-2\r\n", ":x\r\n", ":123456789012345678901\r\n", ":1\rx", "$1\r\nabc\r\n", "%1\r\n+a\r\n+b\r\n", "!", "\u0000"})
    void whatNoRedisSaysEndsTheConnection(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(JedisConnectionException.class);
    }

    @Test
    void aLineThatDoesNotEndEndsTheConnection() {
        for (var type : List.of("+", "-")) {
            assertThatThrownBy(() -> read(type + "x".repeat(1_000_000))).isInstanceOf(JedisConnectionException.class);
        }
    }

    @Test
    void linesCountAsTextsDo() {
        reader.expect(new ReplyLimit(10_000, 10, 1));
        assertThatThrownBy(() -> read("*3\r\n" + ("+" + "x".repeat(4000) + "\r\n").repeat(3)))
                .isInstanceOf(JedisConnectionException.class);
    }

    @Test
    void aTextTakesItsRoomUntilTheNextReplyIsAskedFor() {
        var in = new RedisInputStream(stream(("$50000\r\n" + "x".repeat(50_000) + "\r\n").repeat(2)));
        reader.read(in);
        assertThat(memory.heldBytes()).isEqualTo(50_000);
        reader.expect(LIMIT);
        assertThat(memory.heldBytes()).isZero();
        reader.read(in);
        assertThat(memory.heldBytes()).isEqualTo(50_000);
    }

    @Test
    void aTextForWhichThereIsNoRoomIsSkipped() {
        try (var others = memory.open()) {
            others.resize(980_000);
            assertThat(read("$50000\r\n" + "x".repeat(50_000) + "\r\n"))
                    .isEqualTo(new Unread("50000 bytes, for which there is no memory (limits.memory)"));
            assertThat(read("$1000\r\n" + "x".repeat(1000) + "\r\n")).as("short ones always").isEqualTo("x".repeat(1000));
        }
        assertThat(memory.refused()).isEqualTo(1);
    }

    @Test
    void boundsThemselvesAreAllowed() {
        assertThat(read("*10\r\n" + ":7\r\n".repeat(10))).isEqualTo(Collections.nCopies(10, 7L));
        assertThat(read("*11\r\n" + ":7\r\n".repeat(11))).isInstanceOf(Unread.class);
        assertThat(read("*1\r\n*1\r\n:7\r\n")).isEqualTo(List.of(List.of(7L)));
        assertThat(read("*1\r\n*1\r\n*0\r\n")).isEqualTo(List.of(List.of(new Unread("lists in lists"))));
    }

    @Test
    void theByteThatBeginsNoReplyIsNamed() {
        assertThatThrownBy(() -> reader.read(new RedisInputStream(stream("x\r\n")))).hasMessageContaining("the byte 120");
    }
}
