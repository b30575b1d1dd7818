package dev.oriel.web;

import dev.oriel.auth.Key;
import dev.oriel.auth.KeyKind;
import dev.oriel.auth.KeyRequest;
import dev.oriel.config.DurationWords;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The key that a request asks for.
///
/// @param lasts how long it is good; null until it is revoked
/// @param page  the address of `/publish`, or for a share link that of the wall, as its user reaches it; null for none
record KeyWish(String name, KeyKind kind, Set<String> cameras, @Nullable Duration lasts, @Nullable String page) {
    private static final Pattern PAGE = Pattern.compile("https?://[^\\s#?]{1,500}");

    /// @throws HttpError 400, naming the field
    static KeyWish parse(Buffer body) {
        try {
            var json = new JsonObject(body);
            var kind = kind(json.getValue("kind"));
            var cameras = Objects.requireNonNullElseGet(UserRequest.cameras(json.getValue("cameras")), Set::<String>of);
            var wish = new KeyWish(name(json.getValue("name")), kind, cameras, lasts(json.getValue("for"), kind),
                    page(json.getValue("page")));
            if (kind == KeyKind.SHARE && cameras.size() != 1) {
                throw HttpError.badRequest("cameras: a share link shows one camera");
            }
            if (kind == KeyKind.METRICS && !cameras.isEmpty()) {
                throw HttpError.badRequest("cameras: a key for metrics has none");
            }
            return wish;
        } catch (DecodeException | ClassCastException e) {
            throw HttpError.badRequest("the body is a JSON object with the texts name, kind, for and page and the list cameras");
        }
    }

    private static String name(@Nullable Object given) {
        if (given instanceof String name && Key.isName(name)) {
            return name;
        }
        throw HttpError.badRequest("name: 1 to 64 letters, digits, dots, dashes and underscores");
    }

    private static KeyKind kind(@Nullable Object given) {
        try {
            return given == null ? KeyKind.PUBLISH : KeyKind.parse(String.valueOf(given));
        } catch (IllegalArgumentException e) {
            throw HttpError.badRequest("kind: publish, view, metrics or share");
        }
    }

    private static @Nullable Duration lasts(@Nullable Object given, KeyKind kind) {
        if (given == null) {
            return kind == KeyKind.SHARE ? KeyRequest.LINK_LASTS : null;
        }
        try {
            var lasts = DurationWords.parse(String.valueOf(given));
            if (lasts.compareTo(KeyRequest.SHORTEST) >= 0 && lasts.compareTo(KeyRequest.LONGEST) <= 0) {
                return lasts;
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw HttpError.badRequest("for: a time such as 30m, 24h or 7d");
    }

    private static @Nullable String page(@Nullable Object given) {
        if (given == null) {
            return null;
        }
        if (given instanceof String page && PAGE.matcher(page).matches()) {
            return page;
        }
        throw HttpError.badRequest("page: an address of http or https, without ? and #, of at most 500 characters");
    }

    /// The link that a key of that secret is for, or null where there is none.
    ///
    /// @param root the address of the wall, where the request names no page
    @Nullable
    String link(String secret, String root) {
        return switch (kind) {
            case SHARE -> (page == null ? root : page) + "?share=" + secret;
            case PUBLISH -> page == null || cameras.size() != 1
                    ? null
                    : page + "#name=" + cameras.iterator().next() + "&key=" + secret;
            case VIEW, METRICS -> null;
        };
    }
}
