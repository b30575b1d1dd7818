package dev.oriel.web;

import dev.oriel.hub.Camera;
import dev.oriel.hub.SettingsException;
import dev.oriel.observe.LogOncePerKey;
import dev.oriel.time.SystemClocks;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Changes of a camera that wait for a disk, a device or another process: carried out beside the event loop, and answered on it.
///
/// Threads: a request's event loop.
///
/// @param blocking runs what waits
record CameraChanges(Executor blocking) {
    private static final Logger LOG = LoggerFactory.getLogger(CameraChanges.class);
    private static final LogOncePerKey FAILURES = new LogOncePerKey(LOG, "failed changes", SystemClocks.NANOS);

    /// One change.
    interface CameraChange {
        /// Carries it out.
        ///
        /// @return the answer
        /// @throws HttpError                to be told to the client
        /// @throws IllegalArgumentException with words for a user when it cannot be done
        /// @throws IOException              with words for a user when the camera's device cannot be asked
        /// @throws UncheckedIOException     with words for a user when it cannot be kept
        JsonObject carryOut() throws IOException;
    }

    /// Carries a change out, and answers with what comes of it.
    void answer(HttpServerRequest request, Camera camera, CameraChange change) {
        blocking.execute(() -> {
            var reply = reply(request, camera, change);
            Connections.context(request).executor().execute(reply);
        });
    }

    private static Runnable reply(HttpServerRequest request, Camera camera, CameraChange change) {
        try {
            var answer = change.carryOut();
            return () -> Reply.json(request, 200, answer);
        } catch (HttpError e) {
            return () -> Reply.error(request, e);
        } catch (SettingsException e) {
            return () -> Reply.error(request, HttpError.badSettings(e));
        } catch (IllegalArgumentException e) {
            return () -> Reply.error(request, HttpError.badRequest(String.valueOf(e.getMessage())));
        } catch (UncheckedIOException e) {
            LOG.error("{}: {}", camera.name(), e.getMessage());
            return () -> Reply.error(request, new HttpError(500, "not-kept", String.valueOf(e.getMessage())));
        } catch (IOException e) {
            return () -> Reply.error(request, new HttpError(503, "no-device", String.valueOf(e.getMessage())));
        } catch (Throwable e) {
            FAILURES.error("a change of " + camera.name() + " failed", e);
            return () -> Reply.error(request, HttpError.internal());
        }
    }
}
