package dev.oriel.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.oriel.Oriel;
import dev.oriel.config.SettingsReader;
import dev.oriel.hub.TrackState;
import dev.oriel.source.CameraUri;
import dev.oriel.time.SystemClocks;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The load against a real server in the same process.
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BenchTest {
    @TempDir
    private Path directory;
    private Oriel oriel;

    @BeforeEach
    void serve() throws Exception {
        var words = new LinkedHashMap<>(Map.of("server.port", "0", "server.host", "127.0.0.1"));
        words.put("cameras.test.uri", "test:?size=320x240"); // the first one, which is meant where none is named
        words.put("cameras.gone.uri", "exec:exit 3");
        var inputs = new SettingsReader.Inputs(words, Map.of(), directory, null);
        oriel = new Oriel(SettingsReader.read(inputs, uri -> CameraUri.parse(uri).common()), directory).start();
    }

    @AfterEach
    void stop() {
        await()
                .until(() -> oriel.hub().cameras().stream().allMatch(camera -> camera.track().subscriptions() == 0));
        oriel.close();
    }

    private Load load(String path, Kind kind, int viewers) throws Exception {
        var target = Target.find("http://127.0.0.1:" + oriel.port() + path, null, kind);
        return new Load(target, viewers, List.of(), Duration.ZERO, Duration.ofMillis(200), Duration.ofMillis(1500), List.of());
    }

    private static Report run(Load load) throws Exception {
        try (var bench = new Bench(load, line -> {}, PictureLog.NONE, SystemClocks.BOTH)) {
            return bench.start().get(30, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = "MUTE", mode = EnumSource.Mode.EXCLUDE)
    void everyKindOfViewerGetsPictures(Kind kind) throws Exception {
        var report = run(load("/", kind, 3));
        for (int again = 0; again < 2 && (report.fps().min() < 10 || report.fps().min() > 35); again++) { // a stalled machine
            report = run(load("/", kind, 3));
        }
        assertThat(report.connected()).isEqualTo(3);
        assertThat(report.lost()).isZero();
        assertThat(report.fps().min()).isBetween(10.0, 35.0);
        assertThat(report.bytes()).isGreaterThan(10_000);
        if (kind == Kind.PULL || kind == Kind.JSMPEG) {
            assertThat(report.ages()).isNull();
        } else {
            assertThat(report.ages()).isNotNull();
            assertThat(report.ages().p50()).isBetween(0.01, 1000.0);
        }
    }

    @Test
    void aMuteViewerGetsAProbeAndNoMore() throws Exception {
        var report = run(load("/api/cameras/test/live", Kind.MUTE, 1));
        assertThat(report.isComplete()).isTrue();
        assertThat(report.fps().max()).isLessThan(5);
    }

    @Test
    void aPausedViewerGetsNothing() throws Exception {
        var pause = List.of("{\"type\":\"pause\"}");
        var warmUp = Duration.ofSeconds(2); // until the pause has come to the server, and what was on its way is here
        var report = run(
                new Load(load("/", Kind.FULL, 2).target(), 2, pause, Duration.ZERO, warmUp, Duration.ofMillis(1500), List.of()));
        assertThat(report.isComplete()).isTrue();
        assertThat(report.fps().max()).isZero();
    }

    @Test
    void theServersProcessIsFound() throws Exception {
        var report = run(load("/", Kind.FULL, 1));
        assertThat(report.server()).isNotNull();
        assertThat(report.server().pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(report.server().cpuSeconds()).isPositive();
        assertThat(report.server().residentBytes()).isGreaterThan(10_000_000);
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = "MUTE", mode = EnumSource.Mode.EXCLUDE)
    void aCameraThatGivesNothingIsToldAndEveryFigureIsANumber(Kind kind) throws Exception {
        var target = Target.find("http://127.0.0.1:" + oriel.port() + "/", "gone", kind);
        var track = oriel.hub().camera("gone").orElseThrow().track();
        try (var watching = track.subscribe(Runnable::run, () -> {})) { // it is lost before the load comes, however slow the machine
            watching.wanting(true);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> track.state().phase() == TrackState.Phase.LOST);
            var report = run(
                    new Load(target, 2, List.of(), Duration.ZERO, Duration.ofMillis(200), Duration.ofMillis(500), List.of()));
            assertThat(report.noPicture()).isEqualTo("none came: the camera is lost: ended with status 3");
            assertThat(report.isComplete()).isFalse();
            assertThat(report.text()).contains("the camera is lost").doesNotContain("NaN").doesNotContain("Infinity");
            assertThat(new JsonObject(report.json()).getString("noPicture")).contains("the camera is lost");
        }
    }

    @Test
    void aServerThatIsGoneHasUsedAnUnknownAmount() {
        var report = new Report("http://x/", Kind.MJPEG, 1, 1, 1, "closed", null, 1, new Report.Fps(0, 0, 0), null, 0, -1,
                new Report.Server(7, Double.NaN, 0), 0);
        assertThat(report.text()).contains("pid 7").doesNotContain("NaN");
        assertThat(new JsonObject(report.json()).getJsonObject("server").getDouble("cpuSeconds")).isNull();
    }

    @Test
    void viewersThatAreRefusedAreSaidWithTheCause() throws Exception {
        var report = run(load("/api/cameras/test/snapshot.jpg", Kind.FULL, 2));
        assertThat(report.isComplete()).isFalse();
        assertThat(report.connected()).isZero();
        assertThat(report.firstCause()).contains("HTTP/1.1 200 OK");
    }

    @Test
    void stoppedEarlyItReportsWhatItHas() throws Exception {
        var target = load("/", Kind.FULL, 2).target();
        var lines = Collections.synchronizedList(new ArrayList<String>());
        var endless = new Load(target, 2, List.of(), Duration.ofMillis(100), Duration.ZERO, Duration.ofHours(1), List.of());
        try (var bench = new Bench(endless, lines::add, PictureLog.NONE, SystemClocks.BOTH)) {
            var report = bench.start();
            await().atMost(Duration.ofSeconds(20)).until(() -> List.copyOf(lines).stream()
                    .filter(line -> line.contains("fps each") && !line.contains(" 0.00 fps")).count() >= 2);
            bench.stop();
            assertThat(report.get(20, TimeUnit.SECONDS).seconds()).isBetween(0.5, 30.0);
            assertThat(report.get().fps().min()).isPositive();
        }
    }

    @Test
    void anOrielBehindHttpsIsLoadedWhateverItsCertificate(@TempDir Path data) throws Exception {
        var words = Map.of("server.port", "0", "server.tls.selfSigned", "true", "cameras.test.uri", "test:?size=320x240");
        var inputs = new SettingsReader.Inputs(words, Map.of(), data, null);
        try (var secure = new Oriel(SettingsReader.read(inputs, uri -> CameraUri.parse(uri).common()), data).start()) {
            var target = Target.find("https://127.0.0.1:" + secure.port() + "/", null, null);
            assertThat(Target.find("wss://127.0.0.1:" + secure.port() + "/api/cameras/test/live", null, null)).isEqualTo(target);
            var report = run(new Load(target, 3, List.of(), Duration.ZERO, Duration.ofMillis(200), Duration.ofMillis(1500),
                    List.of(oriel.port())));
            assertThat(report.isComplete()).isTrue();
            assertThat(report.lost()).isZero();
            assertThat(report.fps().min()).isPositive();
            assertThat(report.address()).isEqualTo("https://127.0.0.1:" + secure.port() + "/api/cameras/test/live");
            await().until(() -> secure.hub().cameras().stream().allMatch(camera -> camera.track().subscriptions() == 0));
        }
    }

    @Test
    void everyPictureThatCountsIsLogged() throws Exception {
        var ages = Collections.synchronizedList(new ArrayList<Long>());
        try (var bench = new Bench(load("/", Kind.FULL, 1), line -> {}, (arrivedMicros, ageMicros) -> ages.add(ageMicros),
                SystemClocks.BOTH)) {
            var report = bench.start().get(30, TimeUnit.SECONDS);
            assertThat(ages).hasSize((int) Math.round(report.fps().max() * report.seconds())).allMatch(age -> age >= 0);
        }
    }

    @Test
    void theReportIsOneJsonObject() throws Exception {
        var json = new JsonObject(run(load("/", Kind.FULL, 1)).json());
        assertThat(json.fieldNames()).contains("viewers", "connected", "lost", "fps", "ageMillis", "megabytesPerSecond",
                "skipped",
                "server");
        assertThat(json.getJsonObject("fps").getDouble("median")).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"ftp://127.0.0.1/,allowed", "http:///,allowed"})
    void addressesThatCannotBeLoadedAreSaid(String url, String words) {
        assertThatThrownBy(() -> Target.find(url, null, null)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words);
    }

    @Test
    void theAddressSuggestsTheKind() throws Exception {
        var here = "127.0.0.1:" + oriel.port();
        assertThat(Target.find(here, null, null)).extracting(Target::path, Target::kind)
                .containsExactly("/api/cameras/test/live", Kind.FULL);
        assertThat(Target.find("http://" + here + "/?action=stream", null, null)).extracting(Target::path, Target::kind)
                .containsExactly("/?action=stream", Kind.MJPEG);
        assertThat(Target.find("ws://" + here + "/any", null, null).kind()).isEqualTo(Kind.FULL);
        assertThat(Target.find("ws://" + here + "/api/cameras/test/jsmpeg", null, null).kind()).isEqualTo(Kind.JSMPEG);
        assertThat(Target.find(here, null, Kind.JSMPEG).path()).isEqualTo("/api/cameras/test/jsmpeg");
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1,true", "10.1.2.3,true", "192.168.1.1,true", "172.32.0.1,false", "8.8.8.8,false", "::1,true",
        "fd00::1,true", "2001:db8::1,false"})
    void whatIsPrivate(String address, boolean isPrivate) throws IOException {
        assertThat(Target.isPrivate(InetAddress.getByName(address))).isEqualTo(isPrivate);
    }
}
