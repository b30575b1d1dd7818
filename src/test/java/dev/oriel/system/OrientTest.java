package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.oriel.testing.FreePorts;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Cameras that are turned over HTTP, as Oriel's own pages and pistreaming's ask for it.
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrientTest {
    private static final String BROWSER = "Mozilla/5.0 (X11; Linux x86_64)";

    private final int oldPort = FreePorts.next();
    private final RunningOriel oriel = RunningOriel.with("cameras.plain.uri", "publish:", "cameras.door.uri",
            "test:?size=160x120",
            "cameras.exec.uri", "test:?size=64x48", "cameras.exec.orient.driver", "exec", "cameras.exec.orient.command",
            "echo no motor; exit 3",
            "compat.pistreaming.camera", "door",
            "compat.pistreaming.httpPort", Integer.toString(oldPort), "compat.pistreaming.port",
            Integer.toString(FreePorts.next()));
    private final Visitor visitor = new Visitor(oriel.port());
    private final Visitor old = new Visitor(oldPort);

    @BeforeEach
    void lookAhead() throws Exception {
        visitor.ask("POST", "/api/cameras/door/orient?home", "");
        await().until(() -> !state().getBoolean("moving"));
    }

    @AfterAll
    void close() {
        visitor.close();
        old.close();
        oriel.close();
    }

    private JsonObject state() throws IOException, InterruptedException {
        return new JsonObject(visitor.get("/api/cameras/door/orient").body());
    }

    private double pan() throws IOException, InterruptedException {
        return state().getJsonObject("target").getDouble("pan");
    }

    private static int code(HttpResponse<String> answer) {
        return answer.statusCode();
    }

    @Test
    void aCameraSaysThatItCanBeTurnedAndHowFar() throws Exception {
        assertThat(new JsonObject(visitor.get("/api/cameras/door").body()).getJsonArray("capabilities"))
                .containsExactly("orient", "settings", "zoom");
        assertThat(state().getJsonObject("limits").getJsonObject("pan"))
                .isEqualTo(new JsonObject().put("min", -90.0).put("max", 90.0));
        assertThat(code(visitor.get("/api/cameras/plain/orient"))).isEqualTo(404);
        assertThat(code(visitor.ask("POST", "/api/cameras/plain/orient?pan=1", ""))).isEqualTo(404);
        assertThat(code(visitor.ask("POST", "/api/cameras/door/light?pixel=all&rgbw=1,2,3,4", ""))).as("it has no light")
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"pan=91,90", "tilt=-90.01,-90", "pan=abc,a number", "pan=,a number", "pan=NaN,a number", "pan=1e1,a number",
        "'',nothing is asked for", "zoom=0.5,1 to 4", "preset=none,there is no preset", "preset=../x,preset: allowed",
        "tour=on,two presets",
        "tour=maybe,on\\, off", "pan=1&home,exclude each other"})
    void whatCannotBeIsToldAndMovesNothing(String query, String words) throws Exception {
        var answer = visitor.ask("POST", "/api/cameras/door/orient?" + query, "");
        assertThat(code(answer)).isEqualTo(400);
        assertThat(new JsonObject(answer.body()).getJsonObject("error").getString("message")).contains(words.replace("\\", ""));
        assertThat(state().getBoolean("moving")).isFalse();
        assertThat(pan()).isZero();
    }

    @Test
    void ofAThousandCommandsTheLastOneWins() throws Exception {
        for (int i = 0; i < 1000; i++) {
            assertThat(code(visitor.ask("POST", "/api/cameras/door/orient?pan=" + (i % 180 - 90) + "&tilt=" + i % 7, "")))
                    .isEqualTo(202);
        }
        assertThat(code(visitor.ask("POST", "/api/cameras/door/orient?pan=33", ""))).isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(state().getBoolean("moving")).isFalse();
            assertThat(state().getDouble("pan")).isEqualTo(33);
            assertThat(state().getDouble("tilt")).isEqualTo(999 % 7);
        });
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("oriel-orient")));
    }

    @Test
    void presetsAreKeptOverARestart() throws Exception {
        visitor.ask("POST", "/api/cameras/door/orient?pan=12&tilt=-3&zoom=2", "");
        assertThat(code(visitor.ask("PUT", "/api/cameras/door/orient/presets/gate", ""))).isEqualTo(200);
        assertThat(code(visitor.ask("PUT", "/api/cameras/door/orient/presets/Gate", ""))).isEqualTo(400);
        oriel.stop();
        oriel.startAgain();
        assertThat(state().getJsonArray("presets")).containsExactly("gate");
        assertThat(code(visitor.ask("POST", "/api/cameras/door/orient?preset=gate", ""))).isEqualTo(202);
        assertThat(pan()).isEqualTo(12);
        assertThat(code(visitor.ask("DELETE", "/api/cameras/door/orient/presets/gate", ""))).isEqualTo(200);
        assertThat(code(visitor.ask("DELETE", "/api/cameras/door/orient/presets/gate", ""))).isEqualTo(404);
    }

    @Test
    void viewersHearOfEachMovement() throws Exception {
        try (var viewer = new WallClient(oriel.ws("/api/live").toString())) {
            viewer.send(new JsonObject("{\"type\":\"watch\",\"cameras\":[{\"name\":\"door\"}]}"));
            await().until(() -> viewer.texts("orient").size() == 1);
            visitor.ask("POST", "/api/cameras/door/orient?pan=20", "");
            await().until(() -> viewer.texts("orient").size() > 3 && !viewer.texts("orient").getLast().getBoolean("moving"));
            var all = viewer.texts("orient");
            assertThat(all).hasSizeGreaterThan(3);
            assertThat(all.getLast().getDouble("pan")).isEqualTo(20);
            assertThat(all.getLast().getJsonObject("target").getDouble("zoom")).isEqualTo(1);
            assertThat(all).allSatisfy(message -> assertThat(message.getInteger("camera")).isNotNull());
        }
    }

    @Test
    void changedSettingsCountWhileItRunsAndItStaysWhereItStands() throws Exception {
        visitor.ask("POST", "/api/cameras/door/orient?pan=8", "");
        await().until(() -> !state().getBoolean("moving"));
        try (var viewer = new WallClient(oriel.ws("/api/live").toString())) {
            viewer.send(new JsonObject("{\"type\":\"watch\",\"cameras\":[{\"name\":\"door\"}]}"));
            await().until(() -> viewer.texts("orient").size() == 1);
            oriel.change("cameras.door.orient.pan", "-10..10");
            await().until(
                    () -> viewer.texts("orient").getLast().getJsonObject("limits").getJsonObject("pan").getDouble("max") == 10);
            assertThat(viewer.texts("orient").getLast().getDouble("pan")).isEqualTo(8);
            assertThat(code(visitor.ask("POST", "/api/cameras/door/orient?pan=11", ""))).isEqualTo(400);
            assertThat(code(visitor.ask("POST", "/api/cameras/door/orient?pan=-9", ""))).isEqualTo(202);
            await().until(() -> viewer.texts("orient").getLast().getDouble("pan") == -9);
            oriel.change("cameras.door.orient.driver", "none");
            await().until(() -> code(visitor.get("/api/cameras/door/orient")) == 404);
        } finally {
            oriel.change("cameras.door.orient.driver", "", "cameras.door.orient.pan", "");
        }
    }

    @Test
    void hardwareThatFailsIsSaidAndTheVideoGoesOn() throws Exception {
        assertThat(code(visitor.ask("POST", "/api/cameras/exec/orient?pan=10", ""))).isEqualTo(202);
        await().untilAsserted(() -> {
            var state = new JsonObject(visitor.get("/api/cameras/exec/orient").body());
            assertThat(state.getString("problem")).isEqualTo("the command that turns this camera ended with status 3: no motor");
            assertThat(state.getBoolean("moving")).isFalse();
        });
        assertThat(code(visitor.get("/api/cameras/exec/snapshot.jpg"))).isEqualTo(200);
    }

    // --- pistreaming's forms

    @Test
    void pistreamingsAddressesTurnTheFirstCameraThatCan() throws Exception {
        for (var asking : List.of(visitor, old)) {
            assertThat(code(asking.bare("GET", "/do_orient?pan=7&tilt=-8", ""))).isEqualTo(200);
            assertThat(pan()).isEqualTo(7);
            assertThat(code(asking.bare("GET", "/do_orient?pan=-5", ""))).isEqualTo(200);
            assertThat(pan()).isEqualTo(-5);
            assertThat(state().getJsonObject("target").getDouble("tilt")).isEqualTo(-8);
            assertThat(code(asking.bare("HEAD", "/do_orient?pan=50", ""))).isEqualTo(200);
            assertThat(pan()).isEqualTo(-5);
            assertThat(code(asking.bare("GET", "/do_orient?pan=91", ""))).isEqualTo(400);
            assertThat(code(asking.bare("GET", "/do_orient?pan=x", ""))).isEqualTo(400);
            assertThat(code(asking.bare("GET", "/do_orient", ""))).isEqualTo(400);
            assertThat(code(asking.bare("GET", "/do_light?0=1,2,3,4", ""))).as("no camera has light").isEqualTo(404);
            assertThat(code(asking.bare("POST", "/do_orient?pan=9", ""))).isEqualTo(405);
        }
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
        // Sec-Fetch-Site, page, accepted
        "same-origin,-,true", "none,-,true", "cross-site,-,false", "cross-site,http://127.0.0.1:1/,false", "same-site,-,false",
        "same-site,http://127.0.0.1:9/x,true", "same-site,http://evil.localhost/,false",
        "-,http://127.0.0.1:8082/index.html,true",
        "-,http://evil.example/,false", "-,null,false", "-,-,false"})
    void aForeignPageMovesNothing(String site, String page, boolean accepted) throws Exception {
        var headers = new java.util.ArrayList<>(List.of("User-Agent", BROWSER));
        if (site != null) {
            headers.addAll(List.of("Sec-Fetch-Site", site));
        }
        for (var name : page == null ? List.<String>of() : List.of("Referer", "Origin")) {
            for (var asking : List.of(visitor, old)) {
                var all = new java.util.ArrayList<>(headers);
                all.addAll(List.of(name, name.equals("Origin") ? page.replaceFirst("(//[^/]*)/.*", "$1") : page));
                var answer = asking.bare("GET", "/do_orient?pan=3", "", all.toArray(String[]::new));
                assertThat(code(answer)).as(name + " " + page).isEqualTo(accepted ? 200 : 403);
            }
        }
        if (page == null) {
            assertThat(code(visitor.bare("GET", "/do_orient?pan=3", "", headers.toArray(String[]::new))))
                    .isEqualTo(accepted ? 200 : 403);
        }
        assertThat(pan()).isEqualTo(accepted ? 3 : 0);
    }
}
