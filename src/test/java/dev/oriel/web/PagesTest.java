package dev.oriel.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The pages' files as they are served: `index.html` at `/`, `watch.html` at `/watch/NAME`, the other pages at their names, the rest
/// at `/assets/`.
class PagesTest {
    private static final Path WEB = Path.of("src/main/resources/web");
    private static final Pattern REFERENCE = Pattern.compile("(?:href|src)=\"([^\"]+)\"");
    private static final Pattern IMPORT = Pattern.compile("(?:from |import |import\\(|URL\\()'(\\.?/?[^']+\\.js)'");
    private static final List<String> PAGES = List.of("index.html", "watch.html", "publish.html", "process.html", "compat.html",
            "trust.html", "login.html", "logout.html", "account.html", "users.html", "keys.html",
            "doctor.html");
    private static final int LINES_AT_MOST = 300;

    @Test
    void pagesNameOnlyFilesThatAreServed() throws IOException {
        assertThat(missing("index.html", "/any/prefix/", REFERENCE)).isEmpty();
        assertThat(missing("watch.html", "/any/prefix/watch/door", REFERENCE)).isEmpty();
        assertThat(missing("process.html", "/any/prefix/process", REFERENCE)).isEmpty();
        assertThat(missing("publish.html", "/any/prefix/publish", REFERENCE)).isEmpty();
        assertThat(missing("trust.html", "/any/prefix/trust", REFERENCE)).containsExactly("/any/prefix/trust/oriel.crt");
        for (var page : List.of("login", "logout", "account", "users", "keys", "doctor")) {
            assertThat(missing(page + ".html", "/any/prefix/" + page, REFERENCE)).as(page).isEmpty();
        }
        assertThat(missing("compat.html", "/any/prefix/", REFERENCE)).containsExactly("/any/prefix/websocket");
    }

    @Test
    void modulesImportOnlyModulesThatAreServed() throws IOException {
        for (Path module : assets(".js")) {
            String name = module.getFileName().toString();
            assertThat(missing("assets/" + name, "/any/prefix/assets/" + name, IMPORT)).as(name).isEmpty();
        }
    }

    @Test
    void everyModuleIsUsed() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String page : PAGES) {
            all.append(read(page));
        }
        for (Path module : assets(".js")) {
            all.append(Files.readString(module));
        }
        for (Path module : assets(".js")) {
            assertThat(all).containsPattern("[/'\"]" + Pattern.quote(module.getFileName().toString()) + "['\"]");
        }
    }

    @Test
    void pagesKeepToThePolicyThatTheyAreSentWith() throws IOException {
        for (String page : PAGES) {
            assertThat(read(page)).doesNotContainPattern("<script(?![^>]* src=)").doesNotContain("<style")
                    .doesNotContainPattern("\\sstyle=").doesNotContainPattern("\\son[a-z]+=").doesNotContain("javascript:");
        }
    }

    @Test
    void nothingComesFromElsewhere() throws IOException {
        for (String page : PAGES) {
            assertThat(read(page)).doesNotContainPattern("(?:href|src)=\"(?:[a-z]+:|/)");
        }
        for (Path sheet : assets(".css")) {
            assertThat(sheet).content().doesNotContain("url(", "@import");
        }
    }

    @Test
    void everyModuleIsCheckedForTypesAndShort() throws IOException {
        for (Path module : assets(".js")) {
            assertThat(Files.readAllLines(module)).as(module.toString()).startsWith("// @ts-check")
                    .hasSizeLessThanOrEqualTo(LINES_AT_MOST);
        }
    }

    private static List<String> missing(String file, String servedAt, Pattern naming) throws IOException {
        URI base = URI.create("http://oriel" + servedAt);
        return naming.matcher(read(file)).results().map(match -> base.resolve(match.group(1)).getPath())
                .filter(path -> !isServed(path)).toList();
    }

    private static boolean isServed(String path) {
        String below = path.startsWith("/any/prefix/") ? path.substring("/any/prefix/".length()) : "outside";
        return below.isEmpty() || Files.isRegularFile(WEB.resolve(below)) || Files.isRegularFile(WEB.resolve(below + ".html"));
    }

    private static List<Path> assets(String ending) throws IOException {
        try (Stream<Path> files = Files.list(WEB.resolve("assets"))) {
            List<Path> found = files.filter(file -> file.toString().endsWith(ending)).toList();
            assertThat(found).as(ending).isNotEmpty();
            return found;
        }
    }

    private static String read(String file) throws IOException {
        return Files.readString(WEB.resolve(file));
    }
}
