package dev.oriel.web;

import dev.oriel.config.Settings;
import dev.oriel.files.Sha256;
import dev.oriel.files.TextFile;
import dev.oriel.transcode.FilterChain;
import dev.oriel.transcode.Processing;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The two ports of image-to-image-ws: pictures in and small gray ones back, and the page that sends them.
///
/// Sizes and qualities are looked up for each picture and each page, so they apply as soon as the settings change.
///
/// Threads: requests come on the event loop of their connection.
final class ImageToImagePorts {
    static final String PAGE = "/client.html";
    private static final FilterChain GRAY = FilterChain.parse("gray");
    private static final Pattern PLACE = Pattern.compile("##([A-Z_]+)##");
    private static final Pattern INLINE = Pattern.compile("<(script|style)>(.*?)</\\1>", Pattern.DOTALL);

    private final Supplier<Settings> settings;
    private final ProcessSockets processing;
    private final Executor blocking;
    private final Assets assets = new Assets();

    /// @param settings as they stand
    /// @param blocking runs what waits for a disk
    ImageToImagePorts(Supplier<Settings> settings, ProcessSockets processing, Executor blocking) {
        this.settings = settings;
        this.processing = processing;
        this.blocking = blocking;
    }

    /// Answers `/client.html` on the server's own port, where the settings say so.
    void addTo(Routes routes) {
        routes.add("GET", PAGE, Permission.PAGE, (request, context) -> {
            var now = settings.get();
            var ours = now.compat().imageToImage();
            if (ours == null || ours.httpPort() != now.server().port()) {
                throw HttpError.notFound("there is nothing at this address");
            }
            page(request, ours);
        });
    }

    /// The WebSocket's port: any path.
    ///
    /// @param access  what the credential opens
    /// @param atStart what stands while the settings no longer name these ports
    void socket(HttpServerRequest request, Access access, Settings.ImageToImage atStart) {
        if (!OpenSockets.isUpgrade(request)) {
            throw new HttpError(426, "upgrade-required", "this port is for WebSocket connections; the page is on port "
                    + now(atStart).httpPort(), Map.of("Upgrade", "websocket", "Connection", "Upgrade")).withoutPages();
        }
        Permission.PROCESS.check(access, null, name -> false);
        processing.processOld(request, access, () -> processing(now(atStart).server()));
    }

    /// The addresses of the page's port.
    Routes http(Settings.ImageToImage atStart) {
        return new Routes(camera -> false).add("GET", PAGE, Permission.PAGE, (asked, context) -> page(asked, now(atStart)));
    }

    private Settings.ImageToImage now(Settings.ImageToImage atStart) {
        var now = settings.get().compat().imageToImage();
        return now == null ? atStart : now;
    }

    private static Processing processing(Settings.SentPictures wanted) {
        int quality = (int) (wanted.compression() * 100); // cut off, as that system does it
        return new Processing(GRAY, wanted.width(), wanted.height(), Math.max(1, quality));
    }

    // --- the page

    private void page(HttpServerRequest request, Settings.ImageToImage now) {
        var file = now.pageFile();
        if (file == null) {
            var page = filled(ours(), now);
            request.response().putHeader("Content-Security-Policy", policy(page, now.port()));
            send(request, page);
            return;
        }
        blocking.execute(() -> {
            var page = read(file);
            Connections.context(request).executor().execute(() -> {
                if (page == null) {
                    Reply.error(request, new HttpError(500, "page-unreadable",
                            "the file of compat.image-to-image.page cannot be read").withoutPages());
                } else {
                    request.response().headers().remove("Content-Security-Policy"); // its owner says what it may
                    send(request, filled(page, now));
                }
            });
        });
    }

    private static @Nullable String read(String file) {
        try {
            return TextFile.read(Path.of(file));
        } catch (IOException e) {
            return null;
        }
    }

    private String ours() {
        var asset = assets.find("image-to-image.html");
        if (asset == null) {
            throw new IllegalStateException("the page is missing");
        }
        return asset.body().toString(StandardCharsets.UTF_8);
    }

    private static String filled(String page, Settings.ImageToImage now) {
        var client = now.client();
        var values = Map.of("CLIENT_WIDTH", Integer.toString(client.width()), "CLIENT_HEIGHT", Integer.toString(client.height()),
                "CLIENT_JPG_COMPRESSION", Double.toString(client.compression()), "WS_PORT", Integer.toString(now.port()));
        return PLACE.matcher(page).replaceAll(
                found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), found.group())));
    }

    private static void send(HttpServerRequest request, String page) {
        Reply.text(request, "text/html; charset=utf-8", Buffer.buffer(page));
    }

    /// Lets the page run what stands in it, and connect to the other port of whatever name it was reached under.
    private static String policy(String page, int port) {
        var hashes = new StringBuilder();
        var inline = INLINE.matcher(page);
        while (inline.find()) {
            hashes.append("; ").append(inline.group(1)).append("-src 'sha256-")
                    .append(Base64.getEncoder().encodeToString(Sha256.of(inline.group(2)))).append('\'');
        }
        return "default-src 'none'" + hashes + "; img-src blob:; media-src blob: mediastream:; connect-src ws://*:" + port
                + " wss://*:" + port + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }
}
