package dev.oriel.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.bus.BusRig.Recorder;
import dev.oriel.bus.BusRig.Server;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A Redis that is broken or hostile costs this process neither its memory nor a thread, and the bus is there again when it behaves.
@Timeout(180)
class HostileRedisTest {
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(30);
    private static final Duration BACK_WITHIN = Duration.ofSeconds(30);

    /// What it answers.
    enum Answer {
        HUGE_TEXT("$2147483647\r\n"), HUGE_LIST("*2147483647\r\n"), DEEP_LISTS("*1\r\n".repeat(200_000)),
        DEEP_LISTS_THAT_END("*1\r\n".repeat(200_000) + ":1\r\n"), LONG_TEXT("$20000000\r\n" + "x".repeat(20_000_000) + "\r\n"),
        ENDLESS_LINE("+" + "x".repeat(20_000_000)), ENDLESS_REFUSAL("-" + "x".repeat(20_000_000)),
        ANOTHER_TYPE("~2\r\n:1\r\n:2\r\n"),
        EMPTY_LIST("*0\r\n"), NO_TEXT("$-1\r\n"), WRONG_LIST("*2\r\n*0\r\n$-1\r\n"), NUMBER(":-9223372036854775808\r\n"),
        REDIRECTION("-MOVED x\r\n"), CONFIRMATION("*3\r\n$9\r\nsubscribe\r\n$1\r\nx\r\n:1\r\n");

        private final String text;

        Answer(String text) {
            this.text = text;
        }

        boolean to(List<String> commands, List<String> command, OutputStream out) throws IOException {
            if (!commands.contains(command.getFirst())) {
                return false;
            }
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            return true;
        }
    }

    private static final List<String> ALL = List.of("HELLO", "PING", "GET", "SET", "DEL", "SCAN", "HGETALL", "EVAL", "PUBLISH",
            "SUBSCRIBE", "UNSUBSCRIBE");

    private static void awaitPictures(Server server, Watcher watcher) {
        int before = watcher.count();
        await().atMost(BACK_WITHIN)
                .until(() -> server.state("door").isLive() && server.bus().problem().isEmpty() && watcher.count() > before + 5);
    }

    private static boolean isSeen(Recorder recorder, Server server) {
        return !recorder.bus().problem().isEmpty() && !server.bus().problem().isEmpty() && !server.state("door").isLive();
    }

    @ParameterizedTest
    @EnumSource
    void whateverItSaysToEverythingTheBusComesBack(Answer answer) throws Exception {
        try (var rig = new BusRig(); var redis = new FakeRedis()) {
            var plan = rig.plan(redis.url(), false, false);
            var recorder = rig.record("door", plan);
            var server = rig.serve(plan, rig.hub());
            try (var watcher = server.watch("door")) {
                awaitPictures(server, watcher);
                redis.answer((command, out) -> answer.to(ALL, command, out));
                await().atMost(SEEN_WITHIN).until(() -> isSeen(recorder, server));
                redis.behave();
                awaitPictures(server, watcher);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUBLISH", "SET", "EVAL"})
    void whateverItSaysToOneCommandTheBusComesBack(String odd) throws Exception {
        try (var rig = new BusRig(); var redis = new FakeRedis()) {
            var plan = rig.plan(redis.url(), false, false);
            rig.record("door", plan);
            var server = rig.serve(plan, rig.hub());
            try (var watcher = server.watch("door")) {
                for (var answer : List.of(Answer.HUGE_TEXT, Answer.DEEP_LISTS_THAT_END, Answer.LONG_TEXT)) {
                    awaitPictures(server, watcher);
                    var given = new AtomicInteger();
                    redis.answer((command, out) -> {
                        given.addAndGet(command.getFirst().equals(odd) ? 1 : 0);
                        return answer.to(List.of(odd), command, out);
                    });
                    await().atMost(SEEN_WITHIN).until(() -> given.get() > 0);
                    redis.behave();
                }
                awaitPictures(server, watcher);
            }
        }
    }

    @Test
    void aPasswordThatTheServerRepeatsIsNotShown() throws Exception {
        try (var rig = new BusRig(); var redis = new FakeRedis()) {
            redis.answer((command, out) -> {
                out.write(FakeRedis
                        .ascii("-ERR unknown command `HELLO`, with args beginning with: `2` `AUTH` `oriel` `s3cret` \r\n"));
                return true;
            });
            var url = redis.url().replace("redis://", "redis://oriel:s3cret@");
            var bus = rig.serve(rig.plan(url, false, false), rig.hub()).bus();
            assertThat(bus.problem()).contains("version 6").doesNotContain("s3cret", "oriel");
            redis.answer((command, out) -> {
                out.write(FakeRedis.ascii("-ERR s3cret is not the password of oriel\r\n"));
                return true;
            });
            await().untilAsserted(() -> assertThat(bus.problem()).contains("*** is not the password of ***"));
        }
    }

    /// A yard whose pictures do not end.
    ///
    /// @param length what is answered to who asks how long they are
    private static FakeRedis.Odd endlessYard(String length, AtomicInteger asked, AtomicInteger measured) {
        return (command, out) -> {
            boolean isAsked = command.equals(List.of("GET", "oriel:frame:yard"));
            boolean isMeasured = command.equals(List.of("STRLEN", "oriel:frame:yard"));
            if (isAsked) {
                asked.incrementAndGet();
                out.write(FakeRedis.ascii("$200000000\r\nand nothing more"));
            } else if (isMeasured) {
                measured.incrementAndGet();
                out.write(FakeRedis.ascii(length));
            }
            return isAsked || isMeasured;
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"-NOPERM this user has no permissions to run the 'strlen' command\r\n", "-ERR unknown command\r\n",
        ":200000000\r\n"})
    void aPictureThatDoesNotEndCostsTheOthersOneConnection(String length) throws Exception {
        try (var rig = new BusRig(); var redis = new FakeRedis()) {
            var plan = rig.plan(redis.url(), false, false);
            rig.record("door", plan);
            rig.record("yard", plan);
            var server = rig.serve(plan, rig.hub());
            try (var door = server.watch("door"); var yard = server.watch("yard")) {
                awaitPictures(server, door);
                await().until(() -> yard.count() > 5);
                var asked = new AtomicInteger();
                var measured = new AtomicInteger();
                redis.answer(endlessYard(length, asked, measured));
                await().atMost(SEEN_WITHIN).until(() -> measured.get() > 2);
                awaitPictures(server, door);
                assertThat(server.state("yard").cause()).startsWith("a picture on the bus is too large: 200000000 bytes");
                assertThat(asked).hasValue(1);
                redis.answer((command, out) -> length.startsWith("-") && command.getFirst().equals("STRLEN")
                        && answered(out, length));
                rig.aheadNanos.addAndGet(Duration.ofMinutes(6).toNanos());
                int before = yard.count();
                await().atMost(BACK_WITHIN).until(() -> server.state("yard").isLive() && yard.count() > before + 5);
            }
        }
    }

    private static boolean answered(OutputStream out, String text) throws IOException {
        out.write(FakeRedis.ascii(text));
        return true;
    }

    @Test
    void aTextOfSixteenMegabytesIsAPictureThatIsRefused() throws Exception {
        try (var rig = new BusRig(); var redis = new FakeRedis()) {
            var plan = rig.plan(redis.url(), false, false);
            rig.record("door", plan);
            rig.record("yard", plan);
            var server = rig.serve(plan, rig.hub());
            var tooLong = new byte[17 * 1024 * 1024];
            Arrays.fill(tooLong, (byte) 'x');
            var bulk = FakeRedis.bulk(tooLong);
            try (var door = server.watch("door"); var yard = server.watch("yard")) {
                awaitPictures(server, door);
                await().until(() -> yard.count() > 5);
                redis.answer((command, out) -> {
                    boolean odd = command.equals(List.of("GET", "oriel:frame:yard"));
                    if (odd) {
                        out.write(bulk);
                    }
                    return odd;
                });
                await().atMost(SEEN_WITHIN).until(() -> !server.state("yard").isLive());
                assertThat(server.state("yard").cause()).isEqualTo("a picture on the bus is too large: 17825792 bytes");
                awaitPictures(server, door);
                redis.behave();
                int before = yard.count();
                await().atMost(BACK_WITHIN).until(() -> server.state("yard").isLive() && yard.count() > before + 5);
            }
        }
    }
}
