package dev.oriel.system;

import dev.oriel.auth.Role;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Somebody with a browser: keeps the cookies that the server gives, and sends them with the `Origin` of the server's own pages.
///
/// Threads: the test's.
final class Visitor implements AutoCloseable {
    static final String PASSWORD = TestAccounts.PASSWORD;

    private final HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
    private final Map<String, String> cookies = new TreeMap<>();
    private final int port;

    Visitor(int port) {
        this.port = port;
    }

    /// Makes an account whose password is [#PASSWORD].
    static void account(RunningOriel oriel, String name, Role role, String... cameras) throws IOException {
        new TestAccounts(oriel.data()).add(name, role, cameras);
        oriel.lookAtData();
    }

    String origin() {
        return "http://127.0.0.1:" + port;
    }

    /// Asks as a page of the server does.
    HttpResponse<String> ask(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        var all = new ArrayList<>(List.of("Origin", origin()));
        all.addAll(Arrays.asList(headers));
        return bare(method, path, body, all.toArray(String[]::new));
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return bare("GET", path, "", headers);
    }

    /// Asks with these headers and the cookies, and nothing else.
    HttpResponse<String> bare(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(java.net.URI.create(origin() + path)).method(method,
                body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (!cookies.isEmpty()) {
            request.header("Cookie", cookie());
        }
        var answer = client.send(request.build(), BodyHandlers.ofString());
        answer.headers().allValues("set-cookie").forEach(this::keep);
        return answer;
    }

    private void keep(String given) {
        var pair = given.substring(0, given.indexOf(';'));
        int equals = pair.indexOf('=');
        if (given.contains("Max-Age=0;")) {
            cookies.remove(pair.substring(0, equals));
        } else {
            cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
    }

    /// All of them, as a header has them.
    String cookie() {
        return cookies.entrySet().stream().map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }

    /// Replaces the value of the cookie whose name begins so, and returns the one before.
    String tamper(String name, String value) {
        var whole = cookies.keySet().stream().filter(each -> each.startsWith(name)).findFirst().orElseThrow();
        return String.valueOf(cookies.put(whole, value));
    }

    void forget() {
        cookies.clear();
    }

    /// Logs in on the login page.
    HttpResponse<String> logIn(String name, String password) throws IOException, InterruptedException {
        return ask("POST", "/login", "username=" + form(name) + "&password=" + form(password), "Content-Type",
                "application/x-www-form-urlencoded");
    }

    /// Logs in as a script does.
    HttpResponse<String> logInByJson(String name, String password, String... headers) throws IOException, InterruptedException {
        var all = new ArrayList<>(List.of("Content-Type", "application/json"));
        all.addAll(Arrays.asList(headers));
        return ask("POST", "/login", new JsonObject().put("username", name).put("password", password).encode(),
                all.toArray(String[]::new));
    }

    static String form(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static String code(HttpResponse<String> answer) {
        return answer.statusCode() + " " + new JsonObject(answer.body()).getJsonObject("error").getString("code");
    }

    static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    @Override
    public void close() {
        client.close();
    }
}
