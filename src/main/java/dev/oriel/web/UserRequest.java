package dev.oriel.web;

import dev.oriel.auth.Account;
import dev.oriel.auth.Passwords;
import dev.oriel.auth.Role;
import dev.oriel.hub.Hub;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a request wants of an account; each part is null where it is not named.
///
/// @param cameras  names that it is to see; empty for all
/// @param password a new one
/// @param current  the one that it has, to prove whose account it is
record UserRequest(@Nullable String name, @Nullable Role role, @Nullable Set<String> cameras, @Nullable String password,
        @Nullable String current) {
    private static final int MOST_CAMERAS = 256;

    /// @throws HttpError 400, naming the field
    static UserRequest parse(Buffer body) {
        JsonObject json;
        try {
            json = new JsonObject(body);
        } catch (DecodeException | ClassCastException e) {
            throw HttpError.badRequest("the body is a JSON object");
        }
        return new UserRequest(name(json), role(text(json, "role")), cameras(json.getValue("cameras")), password(json),
                text(json, "current"));
    }

    private static @Nullable String text(JsonObject json, String field) {
        var value = json.getValue(field);
        if (value != null && !(value instanceof String)) {
            throw HttpError.badRequest(field + " is a text");
        }
        return (String) value;
    }

    private static @Nullable String name(JsonObject json) {
        var name = text(json, "name");
        if (name != null && !Account.isName(name)) {
            throw HttpError.badRequest("name: 1 to 32 lower-case letters, digits, dots, dashes and underscores");
        }
        return name;
    }

    private static @Nullable Role role(@Nullable String word) {
        try {
            return word == null ? null : Role.parse(word);
        } catch (IllegalArgumentException e) {
            throw HttpError.badRequest("role: viewer, operator or admin");
        }
    }

    private static @Nullable String password(JsonObject json) {
        var password = text(json, "password");
        try {
            return password == null ? null : Passwords.allowed(password);
        } catch (IllegalArgumentException e) {
            throw HttpError.badRequest(String.valueOf(e.getMessage()));
        }
    }

    /// Names of cameras, of which there need not be any yet; null where none are named.
    ///
    /// @throws HttpError 400
    static @Nullable Set<String> cameras(@Nullable Object given) {
        if (given == null) {
            return null;
        }
        if (!(given instanceof JsonArray list) || list.size() > MOST_CAMERAS) {
            throw HttpError.badRequest("cameras: a list of at most " + MOST_CAMERAS + " names");
        }
        var cameras = new TreeSet<String>();
        for (var each : list) {
            if (!(each instanceof String camera && Hub.isName(camera))) {
                throw HttpError.badRequest("cameras: each has 1 to 32 lower-case letters, digits and dashes");
            }
            cameras.add(camera);
        }
        return cameras;
    }

    /// Without the passwords.
    @Override
    public String toString() {
        return "a request for the account " + name;
    }
}
