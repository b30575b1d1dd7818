package dev.oriel.web;

import dev.oriel.auth.Principal;
import dev.oriel.hub.Camera;
import dev.oriel.hub.CameraSetting;
import dev.oriel.hub.Hub;
import dev.oriel.hub.RecordedChange;
import dev.oriel.hub.SettingsChange;
import dev.oriel.hub.SettingsJournal;
import dev.oriel.hub.SettingsPatch;
import dev.oriel.hub.SettingsReport;
import dev.oriel.hub.UndoException;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.transcode.FilterChain;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// `/api/cameras/NAME/settings`: the settings of a camera, where they come from, the last changes, and the ways back.
///
/// @param messages what bodies are taken from
record SettingsApi(Hub hub, CameraChanges changes, MemoryBudget messages) {
    private static final int MAX_BODY_BYTES = 64 * 1024;
    private static final String SETTINGS = "/api/cameras/{name}/settings";

    void addTo(Routes routes) {
        routes.add("GET", SETTINGS, Permission.WATCH,
                (request, context) -> Reply.json(request, 200, settings(CamerasApi.camera(hub, context))));
        routes.add("PATCH", SETTINGS, Permission.OPERATE, this::change);
        routes.add("GET", SETTINGS + "/history", Permission.OPERATE,
                (request, context) -> report(request, context, report -> new JsonObject().put("camera", context.name())
                        .put("changes", new JsonArray(report.changes().stream().map(RecordedChange::write).toList()))));
        routes.add("GET", SETTINGS + "/origins", Permission.OPERATE,
                (request, context) -> report(request, context, report -> report.configured().describe(report.now())));
        routes.add("POST", SETTINGS + "/undo", Permission.OPERATE, this::undo);
        routes.add("POST", SETTINGS + "/reset", Permission.OPERATE, this::reset);
    }

    private static JsonObject settings(Camera camera) {
        return camera.settings().json();
    }

    private static @Nullable String author(RequestContext context) {
        return context.access().principal().filter(holder -> holder.kind() == Principal.Kind.ACCOUNT).map(Principal::name)
                .orElse(null);
    }

    private void change(HttpServerRequest request, RequestContext context) {
        CamerasApi.camera(hub, context);
        Bodies.read(request, MAX_BODY_BYTES, messages, body -> {
            context.check(); // whoever sends slowly may have lost the right
            var camera = CamerasApi.camera(hub, context);
            var change = CamerasApi.json(body);
            var author = author(context);
            changes.answer(request, camera, () -> {
                camera.change(SettingsChange.by(author,
                        now -> SettingsPatch.parse(change, chain -> FilterChain.parse(chain).toString()).applyTo(now)));
                return settings(camera);
            });
        });
    }

    private static SettingsJournal journal(Camera camera) {
        var journal = camera.journal();
        if (journal == null) {
            throw HttpError.notFound("this camera keeps no history of its settings");
        }
        return journal;
    }

    private void report(HttpServerRequest request, RequestContext context, Function<SettingsReport, JsonObject> words) {
        var camera = CamerasApi.camera(hub, context);
        var journal = journal(camera);
        changes.answer(request, camera, () -> {
            try {
                return words.apply(journal.report());
            } catch (IOException e) {
                throw new HttpError(503, "no-history", String.valueOf(e.getMessage()));
            }
        });
    }

    private void undo(HttpServerRequest request, RequestContext context) {
        var camera = CamerasApi.camera(hub, context);
        var journal = journal(camera);
        var id = id(request.getParam("id"));
        var author = author(context);
        changes.answer(request, camera, () -> {
            try {
                journal.undo(id, author);
                return settings(camera);
            } catch (UndoException e) {
                throw new HttpError(409, "cannot-undo", String.valueOf(e.getMessage()));
            }
        });
    }

    private static @Nullable Long id(@Nullable String text) {
        if (text == null) {
            return null;
        } else if (!text.matches("\\d{1,18}")) {
            throw HttpError.badRequest("id: the number of a change, as the history has it");
        }
        return Long.valueOf(text);
    }

    private void reset(HttpServerRequest request, RequestContext context) {
        var camera = CamerasApi.camera(hub, context);
        var journal = journal(camera);
        var names = names(request.getParam("setting"));
        var author = author(context);
        changes.answer(request, camera, () -> {
            journal.reset(names, author);
            return settings(camera);
        });
    }

    private static Set<String> names(@Nullable String text) {
        if (text == null) {
            return CameraSetting.NAMES;
        }
        var names = new TreeSet<>(Arrays.asList(text.split(",", -1)));
        if (!CameraSetting.NAMES.containsAll(names)) {
            throw HttpError.badRequest("setting: allowed: " + String.join(", ", CameraSetting.NAMES)
                    + ", separated by commas; all of them where none is named");
        }
        return names;
    }
}
