package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/// The sizes of the product's files and methods: a reader is to see each as a whole.
class SourceSizeTest {
    private static final Path ROOT = Path.of("src/main/java");
    private static final int MOST_LINES_OF_A_FILE = 400;
    private static final int MOST_LINES_OF_A_METHOD = 50;

    private static List<Path> files() throws IOException {
        try (var all = Files.walk(ROOT)) {
            return all.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    @Test
    void noFileHasOver400Lines() throws IOException {
        var tooLong = new TreeSet<String>();
        var files = files();
        for (var file : files) {
            int lines = Files.readAllLines(file).size();
            if (lines > MOST_LINES_OF_A_FILE) {
                tooLong.add(ROOT.relativize(file) + ": " + lines);
            }
        }
        assertThat(files).hasSizeGreaterThan(300);
        assertThat(tooLong).isEmpty();
    }

    /// From the line of its first modifier to its closing brace, without its doc comment.
    @Test
    void noMethodHasOver50Lines() throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var sources = compiler.getStandardFileManager(null, null, null)) {
            var task = (JavacTask) compiler.getTask(null, sources, null, List.of("-proc:none"), null,
                    sources.getJavaFileObjectsFromPaths(files()));
            var methods = new Methods(Trees.instance(task).getSourcePositions());
            task.parse().forEach(methods::scan);
            assertThat(methods.count).isGreaterThan(3000);
            assertThat(methods.tooLong).isEmpty();
        }
    }

    private static final class Methods extends TreeScanner<Void, CompilationUnitTree> {
        private final SourcePositions positions;
        private final TreeSet<String> tooLong = new TreeSet<>();
        private int count;

        Methods(SourcePositions positions) {
            this.positions = positions;
        }

        void scan(CompilationUnitTree file) {
            scan(file, file);
        }

        @Override
        public Void visitMethod(MethodTree method, CompilationUnitTree file) {
            var lines = file.getLineMap();
            long first = lines.getLineNumber(positions.getStartPosition(file, method));
            long last = lines.getLineNumber(positions.getEndPosition(file, method));
            count++;
            if (last - first + 1 > MOST_LINES_OF_A_METHOD) {
                tooLong.add(Path.of(file.getSourceFile().getName()).getFileName() + " " + method.getName() + ": "
                        + (last - first + 1));
            }
            return super.visitMethod(method, file);
        }
    }
}
