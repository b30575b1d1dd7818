package dev.oriel.ffmpeg;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/// A file of a library's jar as one of the disk: where a package has laid it, else unpacked into JavaCPP's cache.
///
/// JavaCPP looks for its own libraries in the same way: in the folders of `java.library.path` first where the system property
/// `org.bytedeco.javacpp.pathsFirst` is `true`.
final class UnpackedFile {
    private UnpackedFile() {
    }

    /// The file of that resource, or null where there is none.
    ///
    /// @param owner whose class loader has the resource
    /// @throws IOException when it cannot be unpacked
    static @Nullable Path of(Class<?> owner, String resource) throws IOException {
        var name = resource.substring(resource.lastIndexOf('/') + 1);
        var laid = folders().map(folder -> folder.resolve(name)).filter(Files::isRegularFile).findFirst();
        if (laid.isPresent()) {
            return laid.get();
        }
        var unpacked = Loader.cacheResource(owner, resource);
        return unpacked == null ? null : unpacked.toPath();
    }

    private static Stream<Path> folders() {
        return Boolean.getBoolean("org.bytedeco.javacpp.pathsFirst")
                ? Stream.of(System.getProperty("java.library.path", "").split(File.pathSeparator)).filter(path -> !path.isEmpty())
                        .map(Path::of)
                : Stream.empty();
    }
}
