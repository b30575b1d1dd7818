package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.auth.KeyStore;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// `/api/keys`: made, listed and revoked on this machine, and by nobody else.
class KeysOverHttpTest {
    private static final String PAGE = "https://192.168.1.5:8080/publish";

    private final RunningOriel oriel = RunningOriel.with();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.close();
        oriel.close();
    }

    private HttpResponse<String> ask(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(oriel.http(path)).method(method, BodyPublishers.ofString(body));
        return client.send(headers.length == 0 ? request.build() : request.headers(headers).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> make(String body) throws IOException, InterruptedException {
        return ask("POST", "/api/keys", body);
    }

    private static String code(HttpResponse<String> answer) {
        return answer.statusCode() + " " + new JsonObject(answer.body()).getJsonObject("error").getString("code");
    }

    private JsonArray listed() throws IOException, InterruptedException {
        return new JsonObject(ask("GET", "/api/keys", "").body()).getJsonArray("keys");
    }

    @Test
    void aKeyIsMadeListedWithoutItsSecretAndRevoked() throws Exception {
        var made = new JsonObject(make("{\"name\":\"hall\",\"cameras\":[\"phone\"]}").body());
        var secret = made.getString("key");
        var key = new KeyStore(oriel.data(), Map.of(), InstantSource.system()).find(secret).orElseThrow();
        assertThat(key.name()).isEqualTo("hall");
        assertThat(key.cameras()).containsExactly("phone");
        assertThat(made.containsKey("link")).isFalse();

        assertThat(listed()).hasSize(1);
        assertThat(listed().encode()).contains("\"name\":\"hall\"", "\"kind\":\"publish\"", "\"phone\"").doesNotContain(secret);
        assertThat(Files.readString(oriel.data().resolve("keys.json"))).doesNotContain(secret);

        assertThat(ask("DELETE", "/api/keys/hall", "").statusCode()).isEqualTo(200);
        assertThat(new KeyStore(oriel.data(), Map.of(), InstantSource.system()).find(secret)).isEmpty();
        assertThat(code(ask("DELETE", "/api/keys/hall", ""))).isEqualTo("404 no-such-key");
    }

    @Test
    void theLinkOfAPageIsAnsweredWithItsQrCode() throws Exception {
        var made = new JsonObject(make("{\"name\":\"phone\",\"cameras\":[\"phone\"],\"page\":\"" + PAGE + "\"}").body());
        assertThat(made.getString("link")).isEqualTo(PAGE + "#name=phone&key=" + made.getString("key"));
        var rows = made.getJsonArray("qr").stream().map(String::valueOf).toList();
        assertThat(rows).hasSizeGreaterThan(20).allMatch(row -> row.matches("[01]{" + rows.size() + "}"));
        assertThat(rows.getFirst()).as("a finder pattern in each upper corner").startsWith("1111111").endsWith("1111111");
    }

    @Test
    void othersAndProxiesGetNone() throws Exception {
        for (var header : List.of("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")) {
            assertThat(code(ask("GET", "/api/keys", "", header, "for=192.0.2.1"))).isEqualTo("403 not-this-machine");
            assertThat(code(ask("POST", "/api/keys", "{\"name\":\"x\"}", header, "1"))).isEqualTo("403 not-this-machine");
            assertThat(code(ask("DELETE", "/api/keys/x", "", header, "1"))).isEqualTo("403 not-this-machine");
        }
        assertThat(code(ask("POST", "/api/keys", "{\"name\":\"x\"}", "Origin", "https://evil.example")))
                .isEqualTo("403 foreign-origin");
        assertThat(code(ask("DELETE", "/api/keys/x", "", "Origin", "null"))).isEqualTo("403 foreign-origin");
        assertThat(listed()).isEmpty();
    }

    @Test
    void whatIsNotUnderstoodMakesNoKey() throws Exception {
        for (var body : List.of("", "[]", "{}", "{\"name\":7}", "{\"name\":\"a b\"}", "{\"name\":\"a\",\"cameras\":\"door\"}",
                "{\"name\":\"a\",\"cameras\":[7]}", "{\"name\":\"a\",\"cameras\":[null]}",
                "{\"name\":\"a\",\"cameras\":[\"A door\"]}",
                "{\"name\":\"a\",\"page\":\"javascript:alert(1)\"}", "{\"name\":\"a\",\"page\":\"https://x/publish#name=b\"}",
                "{\"name\":\"a\",\"page\":\"https://x/" + "y".repeat(501) + "\"}",
                "{\"name\":\"a\",\"cameras\":[" + "\"a\",".repeat(256) + "\"a\"]}")) {
            assertThat(code(make(body))).as(body).isEqualTo("400 bad-request");
        }
        assertThat(code(make("{\"name\":\"" + "y".repeat(9000) + "\"}"))).isEqualTo("413 too-large");
        make("{\"name\":\"a\"}");
        assertThat(code(make("{\"name\":\"a\",\"cameras\":null}"))).isEqualTo("409 key-exists");
        assertThat(listed()).hasSize(1);
    }

    @Test
    void aKeyFileThatCannotBeReadIsSaid() throws Exception {
        Files.writeString(oriel.data().resolve("keys.json"), "{");
        assertThat(code(make("{\"name\":\"a\"}"))).isEqualTo("500 not-kept");
        assertThat(LoggedErrors.found()).hasSize(1);
        Files.delete(oriel.data().resolve("keys.json"));
    }
}
