package dev.oriel.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.oriel.bus.RedisServer;
import dev.oriel.testing.FreePorts;
import dev.oriel.v4l2.KernelClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The doctor names each fault that is put in, with what to do: real programs, sockets, Redis and certificates, and a `/proc` and devices
/// that are emulated where a test may not change the machine's.
@Timeout(120)
class DoctorTest {
    @TempDir
    Path folder;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private Patient patient;

    /// A fault, and the words by which it is known.
    private record Fault(String subject, Verdict verdict, String words) {}

    DoctorTest(@TempDir Path own) throws IOException, InterruptedException {
        patient = new Patient(own);
    }

    @BeforeEach
    void folders() {
        opened.clear();
    }

    @AfterEach
    void close() throws Exception {
        for (var one : opened) {
            one.close();
        }
    }

    private static void assertNames(Findings found, List<Fault> faults) {
        assertThat(faults).allSatisfy(fault -> assertThat(found.all()).as("%s in %s", fault, lines(found))
                .anySatisfy(finding -> {
                    assertThat(finding.subject()).contains(fault.subject);
                    assertThat(finding.verdict()).isEqualTo(fault.verdict);
                    assertThat(finding.cause()).contains(fault.words);
                    assertThat(finding.remedy()).isNotEmpty();
                }));
    }

    private static String lines(Findings found) {
        return String.join("\n", found.all().stream().map(Finding::line).toList());
    }

    private static Fault problem(String subject, String words) {
        return new Fault(subject, Verdict.PROBLEM, words);
    }

    private static Fault note(String subject, String words) {
        return new Fault(subject, Verdict.NOTE, words);
    }

    @Test
    void aHealthyInstallationHasNoProblemAndNoNote() throws Exception {
        patient.set("cameras.door.uri", "test:?size=64x48").set("log.file", folder.resolve("oriel.log").toString());
        patient.devices.plug(0, "card Desk", "mode MJPG 320x240 30");
        var found = patient.examine();
        assertThat(found.all()).as(lines(found))
                .allMatch(finding -> finding.verdict() == Verdict.OK && finding.remedy().isEmpty());
        assertThat(lines(found)).contains("ok       camera door: a picture of 64x48", "/dev/video0: Desk: 1 modes");
        try (var left = Files.list(patient.data)) {
            assertThat(left).as("nothing is left in the data folder").isEmpty();
        }
    }

    @Test
    void devicesNotPermittedOrBusyAreNamedWithTheirHolder() throws Exception {
        patient.devices.plug(0, "denied");
        patient.devices.plug(1, "unopenable");
        patient.devices.plug(2, "card Desk", "mode MJPG 320x240 30");
        patient.devices.plug(3, "card Depth", "mode H264 320x240 30");
        patient.proc.program(4711, "obs", "/dev/video1", "/dev/video2");
        assertNames(patient.examine(), List.of(problem("/dev/video0", "no permission: add the user to group video"),
                problem("/dev/video1", "busy: used by another program: obs (process 4711)"),
                note("/dev/video2", "Desk: used by obs (process 4711)"), note("/dev/video3", "gives H.264 only")));
    }

    @Test
    void portsThatProgramsHaveAreNamedWithThem() throws Exception {
        int port = FreePorts.next();
        var python = new ProcessBuilder("/usr/bin/python3", "-u", "-c",
                "import socket,time; s=socket.create_server(('127.0.0.1'," + port + ")); print('up'); time.sleep(60)").start();
        opened.add(() -> python.destroyForcibly().waitFor());
        assertThat(python.inputReader().readLine()).isEqualTo("up");
        patient.realProc = true;
        patient.set("server.port", Integer.toString(port)).set("compat.jsmpeg.inPort", Integer.toString(FreePorts.next()))
                .set("compat.jsmpeg.outPort", Integer.toString(FreePorts.next()));
        var found = patient.examine();
        assertNames(found, List.of(problem("server.port " + port, "(process " + python.pid() + ") listens there")));
        assertThat(lines(found)).contains("python3", "compat.jsmpeg.outPort");
        patient.set("server.host", "192.0.2.1");
        assertNames(patient.examine(), List.of(problem("server.port", "192.0.2.1 is no address of this machine")));
    }

    @Test
    void aPortOfOrielItselfIsFine() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            patient.realProc = true;
            patient.set("server.port", Integer.toString(socket.getLocalPort()));
            assertThat(lines(patient.examine())).contains("ok       server.port " + socket.getLocalPort() + ": this Oriel");
        }
    }

    @Test
    void foldersThatCannotBeWrittenAreNamed() throws Exception {
        patient.data = Path.of("/proc/oriel-data");
        patient.set("log.file", folder.resolve("no/such/oriel.log").toString());
        assertNames(patient.examine(),
                List.of(problem("data folder", "it cannot be written"), problem("log folder", "there is no such folder")));
        patient.data = Files.writeString(folder.resolve("file"), "").resolve("oriel-data");
        assertNames(patient.examine(), List.of(problem("data folder", "is no folder")));
    }

    // --- Redis

    @Test
    void redisThatRefusesTheConnectionThePasswordOrARightIsNamed() throws Exception {
        patient.set("bus.url", "redis://me:secret1@127.0.0.1:" + FreePorts.next());
        assertNames(patient.examine(), List.of(problem("redis redis://***@127.0.0.1", "no connection")));
        var redis = RedisServer.start("--user", "oriel", "on", ">secret2", "~oriel:*", "&oriel:*", "-@all", "+ping", "+select",
                "+set",
                "+get");
        opened.add(redis);
        patient.set("bus.url", redis.url().replace("//", "//oriel:secret3@"));
        assertNames(patient.examine(), List.of(problem("redis redis://***@", "WRONGPASS")));
        patient.set("bus.url", redis.url().replace("//", "//oriel:secret2@"));
        var found = patient.examine();
        assertNames(found,
                List.of(problem("redis", "HSET is refused: NOPERM"), problem("redis", "SUBSCRIBE is refused: NOPERM")));
        assertThat(lines(found)).doesNotContain("SET is refused: NOPERM User", "secret");
        patient.set("bus.url", redis.url());
        assertThat(lines(patient.examine())).containsPattern("ok       redis redis://127.0.0.1:\\d+: Redis \\d+\\.\\d+");
    }

    // --- https

    private Path made(String name, int days) throws Exception {
        var certificate = folder.resolve(name + ".pem");
        var openssl = new ProcessBuilder("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                "-nodes",
                "-days", Integer.toString(days), "-subj", "/CN=cam.example.org", "-addext", "subjectAltName=DNS:cam.example.org",
                "-keyout", folder.resolve(name + ".key").toString(), "-out", certificate.toString())
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        assertThat(openssl.waitFor()).isZero();
        patient.set("server.tls.cert", certificate.toString()).set("server.tls.key", folder.resolve(name + ".key").toString());
        return certificate;
    }

    @Test
    void certificatesThatEndHaveEndedOrDoNotFitAreNamed() throws Exception {
        made("a", 60);
        assertThat(lines(patient.examine())).contains("ok       https: the certificate for cam.example.org is good until");
        patient.now = Instant.now().plus(Duration.ofDays(45));
        assertNames(patient.examine(), List.of(note("https", "cam.example.org is good until")));
        patient.now = Instant.now().plus(Duration.ofDays(61));
        assertNames(patient.examine(), List.of(problem("https", "the certificate ended on")));
        patient.now = Instant.now();
        made("b", 60);
        patient.set("server.tls.cert", folder.resolve("a.pem").toString());
        assertNames(patient.examine(), List.of(problem("https", "it is not the key of the certificate in")));
        patient.set("server.tls.key", folder.resolve("gone.key").toString());
        assertNames(patient.examine(), List.of(problem("settings", "gone.key")));
    }

    // --- who gets in

    @Test
    void anOpenServerInTheNetworkIsNamed() throws Exception {
        patient.set("server.host", "0.0.0.0").set("server.trustedProxies", "0.0.0.0/0");
        assertNames(patient.examine(), List.of(problem("accounts", "there is none, and the network reaches 0.0.0.0"),
                problem("proxies", "believes everybody")));
        patient.set("server.trustedProxies", "").set("auth.required", "true");
        assertNames(patient.examine(), List.of(problem("accounts", "there is no account: nobody gets in"),
                note("https", "plain http at 0.0.0.0")));
    }

    @Test
    void filesOfAccountsAndKeysThatAreBrokenOrOpenAreNamed() throws Exception {
        Files.writeString(patient.data.resolve("accounts.json"), "{");
        var keys = Files.writeString(patient.data.resolve("keys.json"), "{\"keys\":[]}");
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-r--r--"));
        assertNames(patient.examine(), List.of(problem("accounts", "they cannot be read, so nobody gets in"),
                problem("keys.json", "everybody on this machine may read it")));
    }

    @Test
    void settingsThatCannotBeUsedAreNamedAndTheRestIsExamined() throws Exception {
        var file = Files.writeString(patient.folder.resolve("oriel.yaml"), "server:\n  prot: 80\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        var found = patient.examine();
        assertNames(found,
                List.of(problem("settings", "server.prot"), problem("settings", "everybody on this machine may write")));
        assertThat(lines(found)).contains("ok       clock", "ok       memory");
    }

    @Test
    void proxiesThatNobodyNamedAreNamed() throws Exception {
        patient.proc.program(77, "nginx");
        patient.environment.put("HTTPS_PROXY", "http://me:secret1@proxy:3128");
        patient.set("cameras.desk.uri", "exec:true");
        var found = patient.examine();
        assertNames(found, List.of(note("proxies in front", "nginx runs here"),
                note("proxy variables",
                        "HTTPS_PROXY is set: cameras are reached without that proxy; push to a relay goes through it, and"
                                + " so do the programs of desk")));
        assertThat(lines(found)).doesNotContain("secret1");
    }

    // --- cameras

    @Test
    void camerasThatGiveNothingAreNamedWithTheCause() throws Exception {
        var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"camera\"");
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });
        http.start();
        opened.add(() -> http.stop(0));
        patient.set("cameras.gate.uri", "rtsp://me:secret1@127.0.0.1:" + FreePorts.next() + "/stream")
                .set("cameras.yard.uri", "http://me:secret2@127.0.0.1:" + http.getAddress().getPort() + "/video.mjpg")
                .set("cameras.clip.uri", "file:/no/such/clip.mp4").set("cameras.tool.uri", "exec:/no/such/program --word")
                .set("cameras.gone.uri", "v4l2:/dev/video99").set("cameras.off.uri", "rtsp://192.0.2.1/")
                .set("cameras.off.enabled", "false").set("cameras.phone.uri", "publish:");
        var found = patient.examine();
        assertNames(found, List.of(problem("camera gate", "connection refused"),
                problem("camera yard", "wrong user or password (401)"), problem("camera clip", "no such file"),
                problem("camera tool", "/no/such/program"), problem("camera gone", "no such device")));
        assertThat(lines(found)).contains("ok       camera off: switched off", "ok       camera phone: it waits")
                .doesNotContain("secret");
    }

    @Test
    void aRelayThatIsNotReachedIsNamed() throws Exception {
        patient.set("push.to", "http://127.0.0.1:" + FreePorts.next()).set("push.key", "secret-key-1");
        var found = patient.examine();
        assertNames(found, List.of(problem("relay", "is not reached")));
        assertThat(lines(found)).doesNotContain("secret-key-1");
    }

    // --- the machine

    @Test
    void whatTheMachineLacksIsNamed() throws Exception {
        patient.proc.file("sys/net/ipv4/tcp_congestion_control", "cubic\n")
                .file("self/limits", "Max open files            120              1048576              files\n")
                .file("meminfo", "MemTotal:       1000000 kB\nMemAvailable:   50000 kB\n");
        patient.sync = KernelClock.ADRIFT;
        var found = patient.examine();
        assertNames(found, List.of(note("congestion control", "cubic: on links that lose packets"),
                problem("open files", "room for about"), note("memory", "48 MB are available now"),
                note("clock", "nothing keeps it right")));
        assertThat(lines(found)).contains("sudo modprobe tcp_bbr");
    }

    @Test
    void aClockBeforeFilesThatWereWrittenIsNamed() throws Exception {
        patient.now = Instant.parse("2001-01-01T00:00:00Z");
        assertNames(patient.examine(), List.of(problem("clock", "it says 2001-01-01T00:")));
    }
}
