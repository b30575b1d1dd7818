package dev.oriel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.oriel.hub.Flip;
import dev.oriel.hub.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsReaderTest {
    @TempDir
    Path folder;

    private Settings read(Map<String, String> commandLine, Map<String, String> environment) throws ConfigException {
        return SettingsReader.read(new SettingsReader.Inputs(commandLine, environment, folder, null),
                SettingsReaderTest::options);
    }

    private static Map<String, String> options(String uri) {
        if (!uri.contains(":")) {
            throw new IllegalArgumentException("allowed: an address");
        }
        return uri.contains("fps=7") ? Map.of("fps", "7") : Map.of();
    }

    private static @Nullable Double fps(Settings settings, String camera) {
        return Objects.requireNonNull(settings.cameras().get(camera)).initial().fps();
    }

    private ConfigException refused(Map<String, String> commandLine, Map<String, String> environment) {
        return catchThrowableOfType(ConfigException.class, () -> read(commandLine, environment));
    }

    private void file(String yaml) throws IOException {
        Files.writeString(folder.resolve("oriel.yaml"), yaml);
    }

    @Test
    void withoutAnythingThereAreDefaults() throws ConfigException {
        var settings = read(Map.of(), Map.of());
        assertThat(settings.server().host()).isEqualTo("127.0.0.1");
        assertThat(settings.server().port()).isEqualTo(8080);
        assertThat(settings.viewers().stalledAfter()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.cameras()).isEmpty();
    }

    @Test
    void commandLineBeatsEnvironmentBeatsDotEnvBeatsFile() throws Exception {
        file("server:\n  port: 1001\n");
        assertThat(read(Map.of(), Map.of()).server().port()).isEqualTo(1001);
        Files.writeString(folder.resolve(".env"), "# a comment\nexport ORIEL_SERVER_PORT=\"1002\"\nSOMETHING_ELSE=1\n");
        assertThat(read(Map.of(), Map.of()).server().port()).isEqualTo(1002);
        assertThat(read(Map.of(), Map.of("ORIEL_SERVER_PORT", "1003")).server().port()).isEqualTo(1003);
        assertThat(read(Map.of("server.port", "1004"), Map.of("ORIEL_SERVER_PORT", "1003")).server().port()).isEqualTo(1004);
    }

    @Test
    void portOfAHostingPlatformIsHonouredAndGivesWayToOurOwn() throws Exception {
        file("server.port: 1001\n");
        assertThat(read(Map.of(), Map.of("PORT", "5000")).server().port()).isEqualTo(5000);
        assertThat(read(Map.of(), Map.of("PORT", "5000", "ORIEL_SERVER_PORT", "5001")).server().port()).isEqualTo(5001);
        assertThat(read(Map.of("server.port", "5002"), Map.of("PORT", "5000", "ORIEL_SERVER_PORT", "5001")).server().port())
                .isEqualTo(5002);
        assertThat(refused(Map.of(), Map.of("PORT", "http")).getMessage()).contains("environment variable PORT");
    }

    @Test
    void cameraIsReadFromAFile() throws Exception {
        file("""
                cameras:
                  front-door:
                    uri: rtsp://camera/stream
                    title: Front door
                    linger: 1.5m
                    size: 1280x720
                    fps: 12.5
                    rotate: 90
                    flip: hv
                """);
        var camera = read(Map.of(), Map.of()).cameras().get("front-door");
        assertThat(camera).isNotNull();
        assertThat(camera.linger()).isEqualTo(Duration.ofSeconds(90));
        assertThat(camera.initial().title()).isEqualTo("Front door");
        assertThat(camera.initial().size()).isEqualTo(new Size(1280, 720));
        assertThat(camera.initial().fps()).isEqualTo(12.5);
        assertThat(camera.initial().rotate()).isEqualTo(90);
        assertThat(camera.initial().flip()).isEqualTo(Flip.HV);
    }

    @Test
    void cameraNamesWithDashesComeFromTheEnvironment() throws ConfigException {
        var settings = read(Map.of(), Map.of("ORIEL_CAMERAS_FRONT_DOOR_URI", "test:", "ORIEL_CAMERAS_FRONT_DOOR_FPS", "5"));
        assertThat(settings.cameras()).containsOnlyKeys("front-door");
        assertThat(fps(settings, "front-door")).isEqualTo(5.0);
    }

    @Test
    void optionsInTheAddressGiveWayToKeys() throws ConfigException {
        assertThat(fps(read(Map.of("cameras.a.uri", "x:?fps=7"), Map.of()), "a")).isEqualTo(7.0);
        assertThat(fps(read(Map.of("cameras.a.uri", "x:?fps=7", "cameras.a.fps", "9"), Map.of()), "a")).isEqualTo(9.0);
    }

    @Test
    void allProblemsAreToldAtOnceWithKeyValuePlaceAndWhatIsAllowed() throws Exception {
        file("""
                server:
                  port: abc
                  prot: 80
                cameras:
                  Door:
                    uri: "test:"
                  yard:
                    linger: soon
                  gate:
                    uri: "nonsense"
                    rotate: 45
                """);
        var problems = refused(Map.of("viewers.stalledAfter", "1s"), Map.of()).problems();
        assertThat(problems)
                .anySatisfy(line -> assertThat(line).contains("server.port = \"abc\"", "oriel.yaml line 2", "0 to 65535"))
                .anySatisfy(line -> assertThat(line).contains("server.prot", "unknown", "did you mean server.port?"))
                .anySatisfy(line -> assertThat(line).contains("\"Door\"", "lower-case"))
                .anySatisfy(line -> assertThat(line).contains("cameras.yard.uri: missing"))
                .anySatisfy(line -> assertThat(line).contains("cameras.gate.uri = \"nonsense\"", "allowed: an address"))
                .anySatisfy(line -> assertThat(line).contains("cameras.gate.rotate = \"45\"", "0, 90, 180 or 270"))
                .anySatisfy(line -> assertThat(line).contains("viewers.stalledAfter = \"1s\"", "command line", "15s to 1d"));
    }

    @Test
    void passwordsAreMaskedInProblems() {
        var problems = refused(Map.of("cameras.a.nothing", "rtsp://me:secret@host/"), Map.of()).getMessage();
        assertThat(problems).contains("rtsp://me:***@host/").doesNotContain("secret");
    }

    @Test
    void theValueOfAnUnknownKeyIsNotShownWhereItMayBeASecret() throws Exception {
        file("""
                cameras:
                  door:
                    uri: "test:"
                    pasword: hunter2
                    kennwort: 123456
                    passwd: "true"
                    locked-out: true
                    wait: 30s
                    tilte: Front door
                mqtt.user: hunter2
                """);
        assertThat(refused(Map.of(), Map.of()).problems())
                .allSatisfy(line -> assertThat(line).doesNotContain("hunter2", "123456"))
                .anySatisfy(line -> assertThat(line).contains("cameras.door.pasword = \"***\" (oriel.yaml line 4): unknown key"))
                .anySatisfy(line -> assertThat(line).contains("cameras.door.passwd = \"***\""))
                .anySatisfy(line -> assertThat(line).contains("cameras.door.locked-out = \"true\""))
                .anySatisfy(line -> assertThat(line).contains("cameras.door.wait = \"30s\""))
                .anySatisfy(line -> assertThat(line).contains("cameras.door.tilte = \"Front door\"", "cameras.door.title"));
    }

    @Test
    void passwordsWithAnyLetterAreMaskedInProblems() {
        for (var wrong : new String[]{"rtsp://me:sec/ret@host/", "rtsp://me:sec#ret@host/", "rtsp://me:sec ret@host/",
            "me:sec/ret@host"}) {
            assertThat(refused(Map.of("cameras.a.uri", "nonsense:" + wrong, "bus.url", wrong, "server.port", wrong), Map.of())
                    .getMessage()).as(wrong).doesNotContain("ret@").doesNotContain("sec");
        }
        assertThat(refused(Map.of("bus.url", "redis://me:sec/ret@bus"), Map.of()).getMessage()).contains("percent-encoded")
                .doesNotContain("ret");
    }

    @Test
    void aCameraWithoutAnAddressIsToldWithItsLine() throws Exception {
        file("cameras:\n  door:\n  yard: {title: Yard}\n  gate: rtsp://me:s3cret@gate/\n");
        assertThat(refused(Map.of(), Map.of()).problems()).containsExactlyInAnyOrder(
                "cameras.door.uri: missing (oriel.yaml line 2): allowed: a camera's address, such as rtsp://192.168.1.20/stream1",
                "cameras.yard.uri: missing (oriel.yaml line 3): allowed: a camera's address, such as rtsp://192.168.1.20/stream1",
                "cameras.gate = \"rtsp://me:***@gate/\" (oriel.yaml line 4): a camera has keys of its own: allowed: cameras.gate.uri");
    }

    @Test
    void aSectionIsNoValue() throws Exception {
        file("server: 8080\ncameras: door\n");
        assertThat(refused(Map.of(), Map.of()).problems()).hasSize(2)
                .anySatisfy(line -> assertThat(line).contains("server = \"8080\"", "server.host, server.port"))
                .anySatisfy(line -> assertThat(line).contains("cameras = \"door\"", "cameras.NAME.uri"));
    }

    @Test
    void aPortThatIsTakenIsToldWithBothKeysAndAFreeOne() {
        assertThat(refused(
                Map.of("compat.pistreaming.port", "8080", "compat.jsmpeg.inPort", "8081", "compat.jsmpeg.outPort", "8085"),
                Map.of()).getMessage())
                .contains("compat.pistreaming.port = \"8080\" (command line): server.port has that port (default): "
                        + "allowed: one of its own, such as 8083");
    }

    @Test
    void brokenYamlIsToldWithItsLine() throws Exception {
        file("server:\n  port: 80\n bad\n");
        assertThat(refused(Map.of(), Map.of()).problems()).anySatisfy(line -> assertThat(line).contains("oriel.yaml line 3"));
    }

    @Test
    void theColonAtTheEndOfAnAddressIsExplained() throws Exception {
        file("cameras:\n  a:\n    uri: test:\n");
        assertThat(refused(Map.of(), Map.of()).getMessage()).contains("oriel.yaml line 3", "quotes");
    }

    @Test
    void aKeyThatStandsTwiceIsRefused() throws Exception {
        file("server:\n  port: 80\nserver.port: 81\n");
        assertThat(refused(Map.of(), Map.of()).getMessage()).contains("stands there twice");
    }

    @Test
    void namesThatAPlatformPutsIntoTheEnvironmentDoNoHarm() throws ConfigException {
        assertThat(read(Map.of(), Map.of("ORIEL_SERVICE_HOST", "10.0.0.1", "ORIEL_DATA", "x", "ORIEL_SERVER_HOST", "")).server()
                .host())
                .isEqualTo("127.0.0.1");
    }

    @Test
    void wrongNamesInDotEnvAreToldBecauseSomebodyWroteThem() throws Exception {
        Files.writeString(folder.resolve(".env"), "ORIEL_SEVER_PORT=1\n");
        assertThat(refused(Map.of(), Map.of()).getMessage()).contains("ORIEL_SEVER_PORT", ".env line 1", "unknown");
    }

    @Test
    void certificateNeedsItsKey() {
        assertThat(refused(Map.of("server.tls.cert", "cert.pem"), Map.of()).getMessage()).contains("server.tls.key");
    }

    @Test
    void certificatesComeFromFilesOrFromTheServerItself() throws ConfigException {
        assertThat(read(Map.of(), Map.of()).server().tls()).isNull();
        assertThat(read(Map.of("server.tls.selfSigned", "true"), Map.of()).server().tls())
                .isEqualTo(new Settings.TlsSelfSigned());
        for (var key : List.of("server.tls.cert", "server.tls.key")) {
            assertThat(refused(Map.of("server.tls.selfSigned", "true", key, "some.pem"), Map.of()).getMessage())
                    .contains("server.tls.selfSigned = \"true\"", key + " is given too", "allowed: either");
        }
    }

    @Test
    void thePortThatLeadsToHttpsTakesHttpsAndAPortOfItsOwn() throws ConfigException {
        var https = Map.of("server.tls.selfSigned", "true", "server.tls.redirectPort", "8081");
        assertThat(read(https, Map.of()).server().redirectPort()).isEqualTo(8081);
        assertThat(refused(Map.of("server.tls.redirectPort", "8081"), Map.of()).getMessage())
                .contains("server.tls.redirectPort = \"8081\"", "there is no https to lead to", "server.tls.selfSigned");
        assertThat(refused(Map.of("server.tls.selfSigned", "true", "server.tls.redirectPort", "8080"), Map.of()).getMessage())
                .contains("server.port has that port");
    }

    @Test
    void theNamedFileHasToExist() {
        var inputs = new SettingsReader.Inputs(Map.of(), Map.of(), folder, folder.resolve("other.yaml"));
        assertThat(catchThrowableOfType(ConfigException.class, () -> SettingsReader.read(inputs, SettingsReaderTest::options))
                .getMessage())
                .contains("other.yaml", "no such file");
    }

    @Test
    void twoOnOnePortIsAnError() {
        var e = refused(Map.of("compat.pistreaming.enabled", "true", "compat.jsmpeg.enabled", "true"), Map.of());
        assertThat(e.getMessage()).contains("compat.jsmpeg.outPort = \"8082\"")
                .contains("compat.pistreaming.httpPort has that port");
        assertThat(refused(Map.of("compat.pistreaming.port", "8080"), Map.of()).getMessage())
                .contains("server.port has that port");
    }

    @Test
    void oldPortsAreOffUnlessAKeySaysOtherwise() throws ConfigException {
        assertThat(read(Map.of(), Map.of()).compat()).isEqualTo(new Settings.Compat(null, null, null));
        assertThat(read(Map.of("compat.pistreaming.camera", "door"), Map.of()).compat().pistreaming())
                .isEqualTo(new Settings.Pistreaming("door", 8084, 8082, false));
        assertThat(read(Map.of("compat.jsmpeg.enabled", "false", "compat.jsmpeg.outPort", "9000"), Map.of()).compat().jsmpeg())
                .isNull();
    }

    @Test
    void aProxysLoginNeedsAProxyThatIsBelieved() throws ConfigException {
        var login = Map.of("auth.proxy.userHeader", "X-User", "auth.proxy.secret", "opensesame1");
        assertThat(refused(login, Map.of()).problems()).singleElement().asString().contains("server.trustedProxies");
        assertThat(refused(Map.of("auth.proxy.secret", "opensesame1"), Map.of())).hasMessageContaining("auth.proxy.userHeader");
        var auth = read(login, Map.of("ORIEL_SERVER_TRUSTEDPROXIES", "127.0.0.1")).auth();
        assertThat(auth.proxy()).isEqualTo(new Settings.ProxyLogin("X-User", null, "opensesame1"));
        assertThat(auth.locks()).isTrue();
        assertThat(auth).asString().doesNotContain("opensesame1");
    }

    @Test
    void aProxysSecretIsNeverShown() {
        assertThat(refused(Map.of("auth.proxy.secret", "mine me"), Map.of())).hasMessageContaining("auth.proxy.secret")
                .message().doesNotContain("mine");
    }

    @Test
    void headersThatMeanSomethingElseNameNoUser() {
        for (var header : List.of("Cookie", "Authorization", "Host", "X-Oriel-Proxy-Secret", "X User", "")) {
            assertThat(refused(Map.of("auth.proxy.userHeader", header, "server.trustedProxies", "127.0.0.1"), Map.of()))
                    .hasMessageContaining("auth.proxy.userHeader");
        }
    }

    @Test
    void accountsAndKeysOfTheEnvironmentAreNoKeysOfAFile() throws Exception {
        read(Map.of(), Map.of("ORIEL_USERS", "anna:admin:x", "ORIEL_KEYS", "a:view:x"));
        Files.writeString(folder.resolve(".env"), "ORIEL_USERS=anna:admin:hashed\n");
        assertThat(refused(Map.of(), Map.of())).hasMessageContaining("environment only").message().doesNotContain("hashed");
    }
}
