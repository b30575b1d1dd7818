package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Pages that speak as those of hello-websocket and PyImageStream do, served elsewhere and pointed here.
class OldPagesTest {
    /// Asks with `1`, gets base64 in a text.
    private static final String BASE64_PAGE = """
            <!doctype html><link rel="icon" href="data:,"><img id="picture" width="320" height="180"><p id="count">0</p>
            <script>
              const picture = document.getElementById('picture');
              let count = 0;
              const socket = new WebSocket('ws://127.0.0.1:PORT/ws');
              const ask = () => socket.send('1');
              socket.onopen = ask;
              picture.onload = () => { document.getElementById('count').textContent = ++count; ask(); };
              socket.onmessage = (event) => { picture.src = 'data:image/jpeg;base64,' + event.data; };
            </script>""";
    /// Asks with `more`, gets a JPEG in a binary message.
    private static final String BLOB_PAGE = """
            <!doctype html><link rel="icon" href="data:,"><img id="picture" width="320" height="180"><p id="count">0</p>
            <script>
              const picture = document.getElementById('picture');
              let count = 0;
              const socket = new WebSocket('ws://127.0.0.1:PORT/websocket');
              socket.binaryType = 'arraybuffer';
              socket.onopen = () => socket.send('more');
              socket.onmessage = (event) => {
                picture.src = URL.createObjectURL(new Blob([event.data], { type: 'image/jpeg' }));
                document.getElementById('count').textContent = ++count;
                socket.send('more');
              };
            </script>""";

    private final HttpServer pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final RunningOriel oriel = RunningOriel.with("server.origins", address());
    private final FakeCamera door = oriel.camera("door").runAt(25);

    OldPagesTest() throws IOException {
        pages.createContext("/base64", exchange -> {
            answer(exchange, BASE64_PAGE);
        });
        pages.createContext("/blob", exchange -> {
            answer(exchange, BLOB_PAGE);
        });
        pages.start();
    }

    private String address() {
        return "http://127.0.0.1:" + pages.getAddress().getPort();
    }

    private void answer(com.sun.net.httpserver.HttpExchange exchange, String page) throws IOException {
        var body = page.replace("PORT", Integer.toString(oriel.port())).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @AfterEach
    void close() {
        pages.stop(0);
        oriel.close();
    }

    @Test
    void bothPlay() {
        try (var browser = Browser.start()) {
            for (var path : new String[]{"/base64", "/blob"}) {
                var page = browser.open(address() + path);
                Browser.assertMoves(page, page.locator("#picture"));
                await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                    page.waitForTimeout(50);
                    assertThat(Integer.parseInt(page.locator("#count").textContent())).isGreaterThan(20);
                });
                page.waitForFunction("document.getElementById('picture').naturalWidth === 320");
                Browser.keep(page, "old" + path.replace('/', '-'));
                page.close();
            }
            assertThat(browser.complaints()).isEmpty();
        }
        await().until(() -> door.track().subscriptions() == 0);
    }
}
