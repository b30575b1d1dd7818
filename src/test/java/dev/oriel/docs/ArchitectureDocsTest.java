package dev.oriel.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The dependency table of `ARCHITECTURE.md` against the sources.
class ArchitectureDocsTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/oriel");
    private static final String ROOT = "dev.oriel";
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9.]+)` \\| [^|]+ \\| ([^|]+) \\|$");

    @Test
    void tableHasEachPackageAndNoOther() throws IOException {
        try (Stream<Path> folders = Files.list(SOURCES)) {
            var packages = folders.filter(Files::isDirectory).map(folder -> folder.getFileName().toString())
                    .collect(Collectors.toCollection(TreeSet::new));
            packages.add(ROOT);
            assertThat(table().keySet()).isEqualTo(packages);
        }
    }

    @Test
    void eachArrowOfTheCodeIsInTheTableAndTheOtherWayRound() throws IOException {
        var table = table();
        table.remove(ROOT); // may use all
        for (var row : table.entrySet()) {
            assertThat(used(row.getKey())).as(row.getKey()).isEqualTo(row.getValue());
        }
    }

    private static Map<String, Set<String>> table() throws IOException {
        var table = new TreeMap<String, Set<String>>();
        ROW.matcher(Texts.read("ARCHITECTURE.md")).results().forEach(row -> {
            var allowed = new TreeSet<>(Set.of(row.group(2).strip().split(",\\s*")));
            allowed.remove("-");
            table.put(row.group(1), allowed);
        });
        return table;
    }

    /// The packages that a package names outside of comments, `observe`, `limits`, `time` and itself left out.
    private static Set<String> used(String name) throws IOException {
        var code = Texts.sources(name).lines().filter(line -> !line.strip().startsWith("//")).collect(Collectors.joining("\n"));
        var used = Texts.found("\\bdev\\.oriel\\.([a-z0-9]+)\\b", code);
        if (!Texts.found("\\bdev\\.oriel\\.([A-Z])", code).isEmpty()) {
            used.add(ROOT);
        }
        used.remove(name);
        used.remove("observe");
        used.remove("limits");
        used.remove("time");
        return used;
    }
}
