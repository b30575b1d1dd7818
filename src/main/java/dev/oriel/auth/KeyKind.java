package dev.oriel.auth;

import java.util.Arrays;
import java.util.Locale;

/// What a key opens.
public enum KeyKind {
    /// Sending pictures: `POST …/ingest` and what else takes them.
    PUBLISH(Principal.Kind.PUBLISH_KEY),
    /// Watching, for programs.
    VIEW(Principal.Kind.VIEW_KEY),
    /// `/metrics` alone.
    METRICS(Principal.Kind.METRICS_KEY),
    /// Watching one camera, by a link.
    SHARE(Principal.Kind.SHARE_LINK);

    private final Principal.Kind holder;

    KeyKind(Principal.Kind holder) {
        this.holder = holder;
    }

    Principal.Kind holder() {
        return holder;
    }

    /// The word in the key file and in lists.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @throws IllegalArgumentException when there is no such kind
    public static KeyKind parse(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + word + "\" is no kind of key: publish, view, metrics or share"));
    }
}
