package dev.oriel.systemd;

import dev.oriel.files.Sha256;
import dev.oriel.files.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What an installation has made, in the order in which it was made, kept in a file so that removing it removes this and nothing else.
///
/// Each line is a kind, a mark and a path below the root. The mark of a file is the SHA-256 of what was written: a file whose content
/// has another one belongs to whoever changed it. Threads: one at a time. Blocking: reads and writes the disk.
final class InstalledThings {
    private static final String EMPTY_MARK = "-";

    /// What a thing is.
    enum Kind {
        FOLDER, FILE, LINK, USER
    }

    /// @param mark of a file the hash of its content, else nothing that matters
    record Thing(Kind kind, String mark, String path) {}

    private final Path list;
    private final Map<String, Thing> things = new LinkedHashMap<>();

    private InstalledThings(Path list) {
        this.list = list;
    }

    /// @throws IOException when the list is there and cannot be read or understood
    static InstalledThings read(Path list) throws IOException {
        var all = new InstalledThings(list);
        var text = TextFile.readIfThere(list);
        for (var line : text == null ? List.<String>of() : text.lines().toList()) {
            var words = line.split(" ", 3);
            try {
                all.put(new Thing(Kind.valueOf(words[0]), words[1], words[2]));
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw new IOException(list + ": this line is none of an installation: " + line, e);
            }
        }
        return all;
    }

    boolean isEmpty() {
        return things.isEmpty();
    }

    /// Adds a thing before it is made: an installation that is interrupted can be removed.
    void add(Kind kind, String mark, String path) throws IOException {
        put(new Thing(kind, mark.isEmpty() ? EMPTY_MARK : mark, path));
        write();
    }

    void forget(String path) throws IOException {
        things.remove(path);
        write();
    }

    private void put(Thing thing) {
        things.put(thing.path, thing);
    }

    private void write() throws IOException {
        if (Files.isDirectory(list.resolveSibling(""))) {
            var text = new StringBuilder();
            things.values().forEach(thing -> text.append(thing.kind).append(' ').append(thing.mark).append(' ').append(thing.path)
                    .append('\n'));
            Files.writeString(list, text);
        }
    }

    boolean has(String path) {
        return things.containsKey(path);
    }

    /// Newest first, as they are to be removed.
    List<Thing> newestFirst() {
        return new ArrayList<>(things.values()).reversed();
    }

    /// True for a file that is as it was made.
    boolean isUnchanged(String path, Path file) throws IOException {
        var thing = things.get(path);
        return thing != null && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && thing.mark.equals(HexFormat.of().formatHex(Sha256.of(Files.readAllBytes(file))));
    }

    static String mark(String text) {
        return HexFormat.of().formatHex(Sha256.of(text));
    }
}
