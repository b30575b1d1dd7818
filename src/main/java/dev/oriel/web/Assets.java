package dev.oriel.web;

import dev.oriel.files.Sha256;
import dev.oriel.observe.ProgramWord;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The files of the pages, out of the program's own resources. No path of the file system is ever served.
///
/// Threads: any.
final class Assets {

    /// @param etag a strong entity tag, quoted
    record Asset(Buffer body, String contentType, String etag) {}

    private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8", "js",
            "text/javascript; charset=utf-8", "css", "text/css; charset=utf-8", "svg", "image/svg+xml", "png", "image/png",
            "json",
            "application/json", "webmanifest", "application/manifest+json", "ico", "image/x-icon");

    private static final Pattern NAME = Pattern.compile("(assets/)?[a-z0-9][a-z0-9-]*(\\.[a-z0-9]+)+");

    private final Map<String, Asset> assets = new ConcurrentHashMap<>();

    /// The asset of that name, `index.html` or `assets/live.js`, or null.
    @Nullable
    Asset find(String name) {
        var known = assets.get(name);
        if (known != null || !NAME.matcher(name).matches()) {
            return known;
        }
        try (var in = Assets.class.getClassLoader().getResourceAsStream("web/" + name)) {
            if (in == null) {
                return null;
            }
            var asset = read(name, asTyped(name, in.readAllBytes()));
            assets.put(name, asset);
            return asset;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The text of a page that is a part of this program.
    static String page(String name) {
        try (var in = Objects.requireNonNull(Assets.class.getClassLoader().getResourceAsStream("web/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Pages name commands as the user of this installation types them.
    private static byte[] asTyped(String name, byte[] bytes) {
        return name.endsWith(".html") || name.endsWith(".js")
                ? ProgramWord.in(new String(bytes, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8)
                : bytes;
    }

    private static Asset read(String name, byte[] bytes) {
        var type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
        return new Asset(Buffer.buffer(bytes), type, '"' + HexFormat.of().formatHex(Sha256.of(bytes), 0, 12) + '"');
    }
}
