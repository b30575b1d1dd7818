package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.bus.RedisServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Servers of a bus as processes of their own, one of which is killed while somebody publishes to it.
@Timeout(120)
class BusPublishProcessesTest {
    /// Three seconds until its lease ends, one until that is seen, and four of a slow machine.
    private static final Duration COMES_BACK_WITHIN = Duration.ofSeconds(8);

    @TempDir
    Path folder = Path.of("");

    private OrielProcess serve(String name, RedisServer redis) throws IOException {
        return new OrielProcess(Files.createDirectory(folder.resolve(name)), Map.of(), List.of("-XX:+UseSerialGC"), "serve",
                "--bus", redis.url(), "--port", "0");
    }

    private static String state(OrielProcess server) throws IOException {
        try (var connection = RawConnection.to(server.port())) {
            var roof = new JsonObject(connection.answer("GET", "/api/cameras/roof").body());
            return roof.getString("state") + " " + roof.getString("cause");
        }
    }

    private static URI live(OrielProcess server) {
        return URI.create("ws://127.0.0.1:" + server.port() + "/api/cameras/roof/live");
    }

    /// A publisher that is accepted there, or null.
    private static @Nullable PublishedPictures accepted(OrielProcess server) throws Exception {
        var pictures = new PublishedPictures(server.port(), "roof");
        try {
            if (pictures.publisher().text().getString("type").equals("demand")) {
                return pictures;
            }
        } catch (AssertionError e) {
            // it was closed without a word
        }
        pictures.close();
        return null;
    }

    @Test
    void aPublisherWhoseServerIsKilledHasItsNameAtAnother() throws Exception {
        try (var redis = RedisServer.start();
                var one = serve("one", redis);
                var two = serve("two", redis);
                var three = serve("three", redis);
                var first = new PublishedPictures(one.port(), "roof")) {
            await().ignoreExceptions().until(() -> state(two).equals("idle null") && state(three).equals("idle null"));
            try (var crowd = new Crowd().join(2, live(two)).join(2, live(three))) {
                await().atMost(Duration.ofSeconds(20)).until(() -> crowd.fewest() > 5);
                one.kill();
                assertThat(accepted(two)).as("its server may yet be there").isNull();
                var again = await().atMost(COMES_BACK_WITHIN).pollInterval(Duration.ofMillis(200)).until(() -> accepted(two),
                        Objects::nonNull);
                try (var second = again) {
                    int before = crowd.fewest();
                    await().atMost(Duration.ofSeconds(20)).until(() -> crowd.fewest() > before + 10);
                    assertThat(state(two)).isEqualTo("live null");
                    assertThat(state(three)).isEqualTo("live null");
                    assertThat(crowd.isWhole()).as("viewers stayed connected").isTrue();
                    assertThat(second.publisher().isOpen()).isTrue();
                }
            }
            assertThat(first.publisher().isOpen()).isFalse();
        }
    }

    private static void signal(String signal, OrielProcess server) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", signal, Long.toString(server.pid())).start().waitFor()).isZero();
    }

    @Test
    void aServerThatStoodStillGivesUpWhatAnotherHasMeanwhile() throws Exception {
        try (var redis = RedisServer.start();
                var one = serve("one", redis);
                var two = serve("two", redis);
                var first = Publisher.full(one.port(), "roof")) {
            first.demand(false);
            await().ignoreExceptions().until(() -> state(two).equals("idle null"));
            try (var second = acceptedWhileItStands(one, two)) {
                await().until(() -> redis.hash("oriel:camera:roof").contains("there")); // the name is the other's on the bus, too
                signal("-CONT", one);
                assertThat(first.closeCode()).as("two publishers of one name").isEqualTo(4409);
                assertBothShow(one, two);
                assertThat(second.publisher().isOpen()).isTrue();
            } finally {
                signal("-CONT", one);
            }
        }
    }

    @Test
    void aServerThatComesBackAsAnotherTakesTheNameLeavesItOnePublisher() throws Exception {
        try (var redis = RedisServer.start();
                var one = serve("one", redis);
                var two = serve("two", redis);
                var first = Publisher.full(one.port(), "roof")) {
            first.demand(false);
            await().ignoreExceptions().until(() -> state(two).equals("idle null"));
            try (var second = acceptedWhileItStands(one, two)) {
                signal("-CONT", one); // whichever comes to the bus first has the name
                await().atMost(Duration.ofSeconds(20)).until(() -> first.isOpen() != second.publisher().isOpen());
                var sentAway = first.isOpen() ? second.publisher() : first;
                assertThat(sentAway.closeCode()).as("two publishers of one name").isEqualTo(4409);
                await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(20))
                        .until(() -> first.isOpen() != second.publisher().isOpen());
            } finally {
                signal("-CONT", one);
            }
        }
    }

    private static PublishedPictures acceptedWhileItStands(OrielProcess one, OrielProcess two) throws Exception {
        signal("-STOP", one);
        return await().atMost(COMES_BACK_WITHIN).pollInterval(Duration.ofMillis(200)).until(() -> accepted(two),
                Objects::nonNull);
    }

    private static void assertBothShow(OrielProcess one, OrielProcess two) throws Exception {
        try (var crowd = new Crowd().join(1, live(one)).join(1, live(two))) {
            await().atMost(Duration.ofSeconds(20)).until(() -> crowd.fewest() > 10);
        }
    }
}
