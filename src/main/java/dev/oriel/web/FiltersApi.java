package dev.oriel.web;

import dev.oriel.transcode.FilterDescription;
import dev.oriel.transcode.FilterParameter;
import dev.oriel.transcode.Filters;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/// `/api/filters`: which filters there are, for pages and programs that build chains of them.
final class FiltersApi {
    private static final int DECIMALS_OF_A_STEP = 200;

    private FiltersApi() {
    }

    static void addTo(Routes routes) {
        routes.add("GET", "/api/filters", Permission.READ, (request, context) -> Reply.json(request, 200, all()));
    }

    static JsonObject all() {
        var filters = new JsonArray();
        Filters.descriptions().forEach(filter -> filters.add(describe(filter)));
        return new JsonObject().put("filters", filters);
    }

    private static JsonObject describe(FilterDescription filter) {
        var parameters = new JsonArray();
        filter.parameters().forEach(parameter -> parameters.add(describe(parameter)));
        return new JsonObject().put("name", filter.name()).put("title", filter.title()).put("description", filter.text())
                .put("parameters", parameters);
    }

    private static JsonObject describe(FilterParameter parameter) {
        var json = new JsonObject().put("name", parameter.name())
                .put("type", parameter.type().name().toLowerCase(Locale.ROOT)).put("description", parameter.description());
        switch (parameter.type()) {
            case NUMBER -> json.put("min", parameter.least()).put("max", parameter.most()).put("step", step(parameter))
                    .put("default", Double.valueOf(parameter.defaultValue()));
            case INTEGER -> json.put("min", (int) parameter.least()).put("max", (int) parameter.most()).put("step", 1)
                    .put("default", Integer.valueOf(parameter.defaultValue()));
            case BOOLEAN -> json.put("default", Boolean.valueOf(parameter.defaultValue()));
            case TEXT -> json.put("maxLength", (int) parameter.most()).put("default", parameter.defaultValue());
            case CHOICE -> json.put("choices", new JsonArray(parameter.choices())).put("default", parameter.defaultValue());
            case COLOR -> json.put("default", parameter.defaultValue());
        }
        return json;
    }

    /// A power of ten that divides the range into some hundred steps.
    private static double step(FilterParameter parameter) {
        double range = parameter.most() - parameter.least();
        return Math.pow(10, Math.floor(Math.log10(range / DECIMALS_OF_A_STEP) + 1));
    }
}
