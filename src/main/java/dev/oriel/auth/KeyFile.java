package dev.oriel.auth;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The form of `keys.json`.
final class KeyFile implements GuardedFile.Form<List<Key>> {
    @Override
    public List<Key> none() {
        return List.of();
    }

    @Override
    public List<Key> parse(JsonObject json) {
        var keys = new ArrayList<Key>();
        for (var each : json.getJsonArray("keys", new JsonArray())) {
            keys.add(key((JsonObject) each));
        }
        return List.copyOf(keys);
    }

    @Override
    public JsonObject json(List<Key> keys) {
        var list = new JsonArray();
        keys.forEach(key -> list.add(json(key)));
        return new JsonObject().put("keys", list);
    }

    private static Key key(JsonObject json) {
        var expires = json.getString("expires");
        return new Key(json.getString("name"), KeyKind.parse(json.getString("kind")), secret(json), cameras(json),
                Instant.parse(json.getString("created")), expires == null ? null : Instant.parse(expires), json.getString("by"));
    }

    private static KeptSecret secret(JsonObject json) {
        var hash = json.getString("hash");
        if (HexFormat.of().parseHex(hash).length != 32) {
            throw new IllegalArgumentException("a hash has 32 bytes");
        }
        return new KeptSecret(hash, salt(json.getString("salt")));
    }

    private static @Nullable String salt(@Nullable String written) {
        if (written != null && HexFormat.of().parseHex(written).length == 0) {
            throw new IllegalArgumentException("a salt has bytes");
        }
        return written;
    }

    /// Names of cameras, as keys and accounts have them.
    static Set<String> cameras(JsonObject json) {
        var cameras = new TreeSet<String>();
        json.getJsonArray("cameras").forEach(camera -> cameras.add(Objects.requireNonNull((String) camera)));
        return cameras;
    }

    private static JsonObject json(Key key) {
        var json = new JsonObject().put("name", key.name()).put("kind", key.kind().word()).put("hash", key.secret().hash())
                .put("cameras", new JsonArray(key.cameras().stream().sorted().toList()))
                .put("created", key.created().toString());
        var salt = key.secret().salt();
        if (salt != null) {
            json.put("salt", salt);
        }
        if (key.by() != null) {
            json.put("by", key.by());
        }
        var expires = key.expires();
        if (expires != null) {
            json.put("expires", expires.toString());
        }
        return json;
    }
}
