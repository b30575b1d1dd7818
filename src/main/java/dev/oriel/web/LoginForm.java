package dev.oriel.web;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Name and password as a form or as JSON.
///
/// @param to   the page to go on to, or null
/// @param json true for a program or script, which is answered in JSON
record LoginForm(String username, String password, @Nullable String to, boolean json) {
    private static final int MOST_FIELDS = 100;

    /// @throws HttpError 400, 415
    static LoginForm read(HttpServerRequest request, Buffer body) {
        var fields = isJson(request) ? json(body) : form(request, body);
        var to = fields.getOrDefault("to", request.getParam("to"));
        return new LoginForm(fields.getOrDefault("username", "").toLowerCase(Locale.ROOT), fields.getOrDefault("password", ""),
                to,
                isJson(request));
    }

    /// True for a request whose body is JSON.
    static boolean isJson(HttpServerRequest request) {
        return type(request).startsWith("application/json");
    }

    private static String type(HttpServerRequest request) {
        return Objects.requireNonNullElse(request.getHeader("Content-Type"), "").strip().toLowerCase(Locale.ROOT);
    }

    private static Map<String, String> json(Buffer body) {
        try {
            var fields = new HashMap<String, String>();
            for (var field : new JsonObject(body)) {
                if (field.getValue() instanceof String text) {
                    fields.put(field.getKey(), text);
                }
            }
            return fields;
        } catch (DecodeException | ClassCastException e) {
            throw HttpError.badRequest("the body is a JSON object with the texts username and password");
        }
    }

    private static Map<String, String> form(HttpServerRequest request, Buffer body) {
        if (!type(request).startsWith("application/x-www-form-urlencoded")) {
            throw new HttpError(415, "not-understood", "a login is a form, or JSON, with username and password");
        }
        try {
            var fields = new HashMap<String, String>();
            new QueryStringDecoder(body.toString(StandardCharsets.UTF_8), StandardCharsets.UTF_8, false, MOST_FIELDS, true)
                    .parameters().forEach((name, values) -> fields.put(name, values.getFirst()));
            return fields;
        } catch (IllegalArgumentException e) {
            throw HttpError.badRequest("the form is not percent-encoded as it should be");
        }
    }

    /// Without the password.
    @Override
    public String toString() {
        return "a login of " + username;
    }
}
