package dev.oriel.web;

import dev.oriel.hub.Camera;
import dev.oriel.hub.SettingsException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Changes of a camera that wait for a disk, a device or another process: carried out beside the event loop, and answered on it.
///
/// Threads: a request's event loop.
///
/// @param waiting runs what waits
record CameraChanges(Waiting waiting) {
    private static final Logger LOG = LoggerFactory.getLogger(CameraChanges.class);

    /// Carries a change out, and answers with what comes of it.
    ///
    /// @param change throws [IllegalArgumentException] with words for a user when it cannot be done, [IOException] when the camera's
    ///               device cannot be asked, and [UncheckedIOException] when the change cannot be kept
    void answer(HttpServerRequest request, Camera camera, Waiting.Step change) {
        waiting.answer(request, () -> carriedOut(camera, change));
    }

    private static JsonObject carriedOut(Camera camera, Waiting.Step change) {
        try {
            return change.run();
        } catch (SettingsException e) {
            throw HttpError.badSettings(e);
        } catch (IllegalArgumentException e) {
            throw HttpError.badRequest(String.valueOf(e.getMessage()));
        } catch (UncheckedIOException e) {
            LOG.error("{}: {}", camera.name(), e.getMessage());
            throw new HttpError(500, "not-kept", String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new HttpError(503, "no-device", String.valueOf(e.getMessage()));
        }
    }
}
