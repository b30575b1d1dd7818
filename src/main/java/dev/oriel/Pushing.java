package dev.oriel;

import dev.oriel.config.Settings;
import dev.oriel.edge.PublishedCamera;
import dev.oriel.files.TextFile;
import dev.oriel.http.TlsPolicy;
import dev.oriel.hub.Camera;
import dev.oriel.push.RelayAddress;
import dev.oriel.push.RelayPlan;
import dev.oriel.push.RelayPush;
import dev.oriel.source.LocalCamera;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The push to a relay as the settings have it: begun, changed and ended with them.
///
/// Threads: one at a time. Blocking: reads the disk; the end of a push takes two seconds at most.
final class Pushing implements AutoCloseable {
    /// Cameras of this process are offered where the settings name none, and those of the bus only by name.
    static final RelayPush.Offering OFFERING = new RelayPush.Offering() {
        @Override
        public boolean isOfferedUnasked(Camera camera) {
            return camera instanceof LocalCamera || camera instanceof PublishedCamera;
        }

        @Override
        public List<String> path(Camera camera) {
            return camera instanceof PublishedCamera published ? published.path() : List.of();
        }
    };

    private final Supplier<RelayPush.Parts> parts;
    private volatile @Nullable RelayPush push;

    /// @param parts what a push is made of; may read the disk
    Pushing(Supplier<RelayPush.Parts> parts) {
        this.parts = parts;
    }

    /// Takes over settings.
    ///
    /// @param next null for no push
    void apply(Settings.@Nullable Push next) {
        if (next == null) {
            close();
            return;
        }
        var plan = plan(next);
        var before = push;
        if (before != null) {
            before.plan(plan);
            return;
        }
        var made = new RelayPush(parts.get(), plan);
        push = made;
        made.start();
    }

    /// True while the relay takes the cameras; empty where there is no push. Threads: any.
    Optional<Boolean> stands() {
        return Optional.ofNullable(push).map(RelayPush::isConnected);
    }

    private static RelayPlan plan(Settings.Push push) {
        var key = push.key();
        var file = push.keyFile();
        return new RelayPlan(RelayAddress.parse(push.to()),
                key == null ? new KeyFile(Path.of(String.valueOf(file))) : new GivenKey(key),
                TlsPolicy.parse(push.tls()), push.readOnly(), push.cameras());
    }

    /// A key that stands in the settings.
    private record GivenKey(String key) implements RelayPlan.KeySource {
        @Override
        public String read() {
            return key;
        }

        @Override
        public String toString() {
            return "a key";
        }
    }

    /// A key that a file holds.
    private record KeyFile(Path file) implements RelayPlan.KeySource {
        @Override
        public String read() throws IOException {
            String key;
            try {
                key = TextFile.read(file).strip();
            } catch (IOException e) {
                throw new IOException("push.keyFile: " + file + ": " + e.getMessage(), e);
            }
            if (!Settings.Push.KEY.matcher(key).matches()) {
                throw new IOException("push.keyFile: " + file + " does not hold a key alone");
            }
            return key;
        }
    }

    @Override
    public void close() {
        var before = push;
        if (before != null) {
            before.close();
            push = null;
        }
    }
}
