package dev.oriel.web;

import dev.oriel.frame.ProtocolException;
import dev.oriel.transcode.FilterChain;
import dev.oriel.transcode.FilterException;
import dev.oriel.transcode.Processing;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// How clients say what becomes of their pictures: `filter`, `width`, `height` and `quality`, in an address or in a message.
final class ProcessingWords {
    private static final String FILTER = "filter";
    private static final String WIDTH = "width";
    private static final String HEIGHT = "height";
    private static final String QUALITY = "quality";

    private ProcessingWords() {
    }

    /// What an address says.
    ///
    /// @throws HttpError 400 saying what is wrong
    static Processing of(HttpServerRequest request) {
        var filter = request.getParam(FILTER);
        var quality = request.getParam(QUALITY);
        try {
            return new Processing(chain(filter == null ? "" : filter), side(WIDTH, request.getParam(WIDTH)),
                    side(HEIGHT, request.getParam(HEIGHT)),
                    quality == null ? Processing.USUAL_QUALITY : number(QUALITY, quality, 100));
        } catch (IllegalArgumentException e) {
            throw HttpError.badRequest(String.valueOf(e.getMessage()));
        }
    }

    private static FilterChain chain(String text) {
        try {
            return FilterChain.parse(text);
        } catch (FilterException e) {
            throw new IllegalArgumentException("filter: " + e.getMessage(), e);
        }
    }

    private static int side(String name, @Nullable String text) {
        return text == null || text.isEmpty() ? 0 : number(name, text, Processing.MOST_PIXELS_A_SIDE);
    }

    private static int number(String name, String text, int most) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new IllegalArgumentException(name + ": allowed: a whole number from 1 to " + most);
    }

    /// What a message makes of it: a field that is left out stays as it is, null takes it back.
    ///
    /// @throws ProtocolException        when it is no message of type `filter`
    /// @throws IllegalArgumentException saying what is wrong
    static Processing changed(Processing before, JsonObject message) throws ProtocolException {
        if (!FILTER.equals(message.getValue("type"))) {
            throw new ProtocolException("unknown type: this address knows {\"type\":\"filter\"} and JPEGs in binary messages");
        }
        return new Processing(filter(before, message), number(message, WIDTH, before.widthPixels(), 0),
                number(message, HEIGHT, before.heightPixels(), 0),
                number(message, QUALITY, before.quality(), Processing.USUAL_QUALITY));
    }

    private static FilterChain filter(Processing before, JsonObject message) {
        if (!message.containsKey(FILTER)) {
            return before.filters();
        }
        return switch (message.getValue(FILTER)) {
            case null -> FilterChain.NONE;
            case String text -> chain(text);
            default -> throw new IllegalArgumentException("filter: allowed: a text");
        };
    }

    private static int number(JsonObject message, String name, int before, int otherwise) {
        if (!message.containsKey(name)) {
            return before;
        }
        return switch (message.getValue(name)) {
            case null -> otherwise;
            case Integer given -> number(name, given.toString(), name.equals(QUALITY) ? 100 : Processing.MOST_PIXELS_A_SIDE);
            default -> throw new IllegalArgumentException(name + ": allowed: a whole number");
        };
    }
}
