package dev.oriel.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `sessions.json`, read and written by several processes at different times.
class FileSessionsTest {
    private static final Session.Client PHONE = new Session.Client("192.0.2.7", "Firefox");

    @TempDir
    Path folder = Path.of("");

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private FileSessions sessions() {
        var made = new FileSessions(folder, () -> now);
        made.refresh();
        return made;
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private static String hash(String id) {
        return Session.hash(id);
    }

    @Test
    void aSessionOutlivesTheProcessAndItsIdIsNowhere() throws IOException {
        var first = sessions();
        var id = first.begin("ann", PHONE);
        assertThat(Session.isId(id)).isTrue();
        var second = sessions();
        assertThat(second.id()).isEqualTo(first.id()).matches("[0-9a-f]{8}");
        assertThat(second.known(hash(id))).hasValueSatisfying(session -> {
            assertThat(session.account()).isEqualTo("ann");
            assertThat(session.client()).isEqualTo(PHONE);
        });
        assertThat(second.known(id)).isEmpty();
        assertThat(Files.readString(folder.resolve("sessions.json"))).doesNotContain(id);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("sessions.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aSessionThatAnotherProcessEndsIsOverAtTheNextLook() throws IOException {
        var server = sessions();
        var id = server.begin("ann", PHONE);
        var told = new AtomicInteger();
        server.onChange(told::incrementAndGet);
        sessions().end(hash(id));
        server.refresh();
        assertThat(server.known(hash(id))).isEmpty();
        assertThat(told).hasValue(1);
    }

    @Test
    void aSessionLastsThirtyDaysFromItsLastUse() throws IOException {
        var server = sessions();
        var used = server.begin("ann", PHONE);
        var unused = server.begin("ann", PHONE);
        pass(Duration.ofDays(29));
        assertThat(server.known(hash(used))).isPresent();
        server.refresh();
        pass(Duration.ofDays(2));
        assertThat(server.known(hash(unused))).isEmpty();
        assertThat(sessions().known(hash(used))).as("after a restart").isPresent();
        pass(Duration.ofDays(31));
        assertThat(server.known(hash(used))).isEmpty();
    }

    @Test
    void usesAreWrittenDownRarely() throws IOException {
        var server = sessions();
        var id = server.begin("ann", PHONE);
        var file = folder.resolve("sessions.json");
        var written = Files.readString(file);
        pass(Duration.ofMinutes(50));
        server.known(hash(id));
        server.refresh();
        assertThat(Files.readString(file)).isEqualTo(written);
        pass(Duration.ofMinutes(20));
        server.known(hash(id));
        server.refresh();
        assertThat(Files.readString(file)).contains("2026-01-01T01:10:00Z");
    }

    @Test
    void theLoginsOfOneAccountAreBounded() throws IOException {
        var server = sessions();
        var first = server.begin("ann", PHONE);
        var other = server.begin("bob", PHONE);
        for (int i = 0; i < Session.MOST_OF_AN_ACCOUNT; i++) {
            pass(Duration.ofSeconds(1));
            server.begin("ann", PHONE);
        }
        assertThat(server.known(hash(first))).isEmpty();
        assertThat(server.known(hash(other))).isPresent();
        assertThat(server.list()).hasSize(Session.MOST_OF_AN_ACCOUNT + 1);
    }

    @Test
    void withoutTheFileOrWithAnotherNobodyIsLoggedIn() throws IOException {
        var server = sessions();
        var id = server.begin("ann", PHONE);
        var file = folder.resolve("sessions.json");
        for (var text : new String[]{"", "{", "[]", "{\"id\":\"x\",\"sessions\":[]}",
            "{\"id\":\"00000000\",\"sessions\":[{\"hash\":\"" + id + "\",\"account\":\"ann\"}]}"}) {
            Files.writeString(file, text);
            server.refresh();
            assertThat(server.known(hash(id))).as(text).isEmpty();
        }
        Files.delete(file);
        server.refresh();
        assertThat(server.known(hash(id))).isEmpty();
        var again = server.begin("ann", PHONE);
        assertThat(server.known(hash(again))).isPresent();
    }

    @Test
    void aPasswordGivenAnewLetsItsHoldersSessionCountAsNew() throws IOException {
        var server = sessions();
        var id = server.begin("ann", PHONE);
        pass(Duration.ofHours(1));
        server.renew(hash(id), Instant.EPOCH);
        assertThat(server.known(hash(id))).hasValueSatisfying(session -> assertThat(session.created()).isEqualTo(now));
    }

    @Test
    void aThousandSessionsAreReadInAMoment() throws IOException {
        var server = sessions();
        var json = new JsonObject(Files.exists(folder.resolve("sessions.json")) ? "{}" : "{\"id\":\"0123abcd\"}");
        json.put("sessions", IntStream.range(0, 1000).mapToObj(i -> new JsonObject().put("hash", hash("session" + i))
                .put("account", "user" + i).put("created", now.toString()).put("seen", now.toString())).toList());
        Files.writeString(folder.resolve("sessions.json"), json.encode());
        server.refresh();
        assertThat(server.list()).hasSize(1000);
        assertThat(server.id()).isEqualTo("0123abcd");
    }
}
