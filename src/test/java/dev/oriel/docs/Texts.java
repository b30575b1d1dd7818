package dev.oriel.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The texts of the repository, and what can be found in them.
final class Texts {
    private static final Path ROOT = Path.of("");
    private static final List<String> FOLDERS = List.of("docs", "src", "deploy", "examples", ".ci", ".config", ".mvn");

    private Texts() {
    }

    static String read(Path file) throws IOException {
        return Files.readString(file);
    }

    static String read(String file) throws IOException {
        return read(Path.of(file));
    }

    /// Every Markdown file.
    static List<Path> markdown() throws IOException {
        return all().stream().filter(file -> file.toString().endsWith(".md")).toList();
    }

    /// Every file that belongs to the project, pictures and what is built left out.
    static List<Path> all() throws IOException {
        var files = new ArrayList<Path>();
        try (var top = Files.list(ROOT)) {
            top.filter(Files::isRegularFile).filter(Texts::isKept).forEach(files::add);
        }
        for (var folder : FOLDERS) {
            if (Files.isDirectory(Path.of(folder))) {
                try (Stream<Path> below = Files.walk(Path.of(folder))) {
                    below.filter(Files::isRegularFile).filter(Texts::isText).forEach(files::add);
                }
            }
        }
        return files;
    }

    private static boolean isKept(Path file) {
        var name = file.toString();
        return isText(file) && !List.of(".env", "oriel.yaml", ".git", "LICENSE").contains(name);
    }

    private static boolean isText(Path file) {
        var name = file.toString();
        return Stream.of(".png", ".jpg", ".jpeg", ".class", ".jar").noneMatch(name::endsWith);
    }

    /// What `pattern` finds: its first group, each once.
    static Set<String> found(String pattern, String text) {
        var found = new TreeSet<String>();
        Pattern.compile(pattern).matcher(text).results().map((MatchResult match) -> match.group(1)).forEach(found::add);
        return found;
    }

    /// All Java sources of a package, one after another.
    static String sources(String name) throws IOException {
        var all = new StringBuilder();
        try (Stream<Path> files = Files.list(Path.of("src/main/java/dev/oriel", name))) {
            for (var file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                all.append(read(file));
            }
        }
        return all.toString();
    }
}
