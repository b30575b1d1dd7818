package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The window by which the page `process` sends, over a simulated path and server, in simulated time.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SendWindowTest {
    private static final double CAMERA_FPS = 30;

    /// A camera, a path with a round trip and jitter, and a server that works on one picture at a time. `roundTrips` and
    /// `services` are pairs of the second from which on and the milliseconds.
    private static final String SIMULATION = """
            async ({ fps, roundTrips, services, jitter, seconds, from }) => {
              const { SendWindow } = await import('./assets/send-window.js');
              const sendWindow = new SendWindow();
              const events = [];
              let now = 0, seed = 1, newest = -1, sent = -1, busyUntil = 0, backAt = 0;
              const at = (time, what) => events.push({ time, what });
              const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
              const valid = (pairs) => pairs.filter(([second]) => now >= second * 1000).at(-1)[1];
              const millis = [];
              function pump() {
                if (newest === sent) {
                  return;
                }
                const wait = sendWindow.waitMillis(now);
                if (wait === Infinity) {
                  return;
                }
                if (wait > 0) {
                  at(now + wait, pump);
                  return;
                }
                sent = newest;
                sendWindow.send(now);
                const leftAt = now;
                const oneWay = valid(roundTrips) / 2;
                busyUntil = Math.max(busyUntil, now + oneWay + random() * jitter) + valid(services);
                backAt = Math.max(backAt, busyUntil + oneWay + random() * jitter);
                at(backAt, () => {
                  sendWindow.answer(now);
                  if (now > from * 1000) {
                    millis.push(now - leftAt);
                  }
                  pump();
                });
              }
              function frame() {
                newest++;
                pump();
                at((newest + 1) * 1000 / fps, frame);
              }
              frame();
              while (now < seconds * 1000) {
                const next = events.reduce((best, event, index) => (event.time < events[best].time ? index : best), 0);
                const [event] = events.splice(next, 1);
                now = event.time;
                event.what();
              }
              millis.sort((a, b) => a - b);
              return JSON.stringify({ fps: millis.length / (seconds - from), p50: millis[millis.length >> 1],
                p95: millis[Math.floor(millis.length * 0.95)], size: sendWindow.size });
            }""";

    private record Run(double fps, double p50, double p95, double size) {}

    private final Browser browser = Browser.start();
    private final RunningOriel oriel = RunningOriel.with();
    private Page page;

    @BeforeAll
    void open() {
        page = browser.open(oriel.http("/process").toString());
    }

    @AfterAll
    void close() {
        browser.close();
        oriel.close();
    }

    private Run run(List<List<Double>> roundTrips, List<List<Double>> services, double jitter, double from) {
        var said = new JsonObject(
                (String) page.evaluate(SIMULATION, Map.of("fps", CAMERA_FPS, "roundTrips", roundTrips, "services",
                        services, "jitter", jitter, "seconds", from + 27, "from", from)));
        return new Run(said.getDouble("fps"), said.getDouble("p50"), said.getDouble("p95"), said.getDouble("size"));
    }

    private static List<List<Double>> always(double millis) {
        return List.of(List.of(0.0, millis));
    }

    private static List<List<Double>> then(double before, double second, double after) {
        return List.of(List.of(0.0, before), List.of(second, after));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "10, 0", "40, 0", "100, 0", "200, 0", "300, 0", "0, 20", "40, 20", "100, 20", "300, 20", "100, 50"})
    void everyPictureOfTheCameraTravelsWhateverTheRoundTrip(double roundTrip, double jitter) {
        var run = run(always(roundTrip), always(3), jitter, 3);
        assertThat(run.fps).isGreaterThan(0.94 * CAMERA_FPS);
        assertThat(run.p95).isLessThan(roundTrip + 2 * jitter + 10);
    }

    @ParameterizedTest
    @CsvSource({"0, 50", "0, 100", "0, 300", "40, 50", "40, 100", "300, 50", "300, 100"})
    void aSlowServerIsKeptBusyAndAboutOnePictureWaits(double roundTrip, double service) {
        var run = run(always(roundTrip), always(service), 0, 3);
        assertThat(run.fps).isGreaterThan(0.94 * 1000 / service);
        assertThat(run.p50).isLessThan(roundTrip + 2.5 * service);
        assertThat(run.p95).isLessThan(roundTrip + 3.5 * service);
    }

    @Test
    void aPathThatBecomesLongerIsFilledAgain() {
        var run = run(then(40, 10, 300), always(3), 0, 15);
        assertThat(run.fps).isGreaterThan(0.94 * CAMERA_FPS);
        assertThat(run.p95).isLessThan(310);
    }

    @Test
    void aServerThatBecomesSlowerGetsNoQueue() {
        var run = run(always(100), then(3, 10, 80), 0, 14);
        assertThat(run.fps).isGreaterThan(0.94 * 1000 / 80);
        assertThat(run.p50).isLessThan(100 + 80 + 0.5 * 80);
    }

    @Test
    void aServerThatBecomesFasterIsUsed() {
        assertThat(run(always(100), then(80, 10, 3), 0, 14).fps).isGreaterThan(0.94 * CAMERA_FPS);
    }

    @Test
    void theWindowStaysAsSmallAsItMay() {
        assertThat(run(always(0), always(3), 0, 3).size).isLessThanOrEqualTo(3);
        assertThat(run(always(300), always(3), 0, 3).size).isLessThanOrEqualTo(14);
    }

    @Test
    void anEmptyWindowAnswersAtOnceAndAFullOneAfterTheNextAnswer() {
        assertThat(page.evaluate("""
                async () => {
                  const { SendWindow } = await import('./assets/send-window.js');
                  const sendWindow = new SendWindow(2);
                  const said = [sendWindow.waitMillis(0)];
                  sendWindow.send(0);
                  sendWindow.send(1);
                  said.push(sendWindow.waitMillis(2));
                  sendWindow.answer(10);
                  said.push(sendWindow.waitMillis(10), sendWindow.roundTripMillis, sendWindow.outstanding);
                  sendWindow.reset();
                  said.push(sendWindow.outstanding, sendWindow.roundTripMillis);
                  return said.join();
                }""")).isEqualTo("0,Infinity,0,10,1,0,");
    }
}
