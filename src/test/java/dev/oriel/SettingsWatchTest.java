package dev.oriel;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.oriel.config.ConfigException;
import dev.oriel.config.Settings;
import dev.oriel.config.SettingsReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class SettingsWatchTest {
    @TempDir
    Path folder;

    private final Logger log = (Logger) LoggerFactory.getLogger(SettingsWatch.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final List<Settings> applied = new ArrayList<>();
    private String file = "at the start";
    private Map<String, String> words = Map.of();
    private @Nullable String problem;
    private int reads;

    @BeforeEach
    void listen() {
        lines.start();
        log.setLevel(Level.INFO);
        log.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        log.detachAppender(lines);
        log.setLevel(null);
    }

    private List<String> logged(String level) {
        return lines.list.stream().filter(event -> event.getLevel().toString().equals(level))
                .map(ILoggingEvent::getFormattedMessage).toList();
    }

    private Settings read() throws ConfigException {
        reads++;
        if (problem != null) {
            throw new ConfigException(List.of(problem));
        }
        return SettingsReader.read(new SettingsReader.Inputs(words, Map.of(), folder, null), uri -> Map.of());
    }

    private SettingsWatch watch() throws ConfigException {
        return new SettingsWatch(read(), file, new SettingsWatch.Reading(() -> file, this::read, applied::add, Runnable::run));
    }

    private void change(SettingsWatch watch, String now, Map<String, String> nowWords) {
        file = now;
        words = nowWords;
        watch.look();
        watch.look();
    }

    @Test
    void aFileThatIsBeingWrittenIsLeftAloneUntilItStandsStill() throws ConfigException {
        var watch = watch();
        watch.look();
        words = Map.of("log.level", "debug");
        for (var state : List.of("a", "ab", "abc")) {
            file = state;
            watch.look();
        }
        assertThat(applied).isEmpty();
        watch.look();
        assertThat(applied).hasSize(1);
        watch.look();
        watch.look();
        assertThat(applied).hasSize(1);
        assertThat(reads).isEqualTo(2);
    }

    @Test
    void aFileThatIsGoneForAMomentChangesNothing() throws ConfigException {
        var watch = watch();
        file = "none";
        watch.look();
        file = "at the start";
        watch.look();
        watch.look();
        assertThat(reads).isOne();
        assertThat(watch.problems()).isEmpty();
    }

    @Test
    void whatCannotBeUsedIsToldOnceAndTriedUntilItCan() throws ConfigException {
        var watch = watch();
        problem = "server.port = \"x\"";
        change(watch, "broken", Map.of());
        watch.look();
        watch.look();
        assertThat(watch.problems()).containsExactly("server.port = \"x\"");
        assertThat(logged("WARN")).hasSize(1).allMatch(line -> line.contains("server.port = \"x\""));
        problem = "server.port = \"y\"";
        watch.look();
        assertThat(logged("WARN")).hasSize(2);
        problem = null; // such as a certificate that is there again: the settings' own files did not change
        watch.look();
        assertThat(watch.problems()).isEmpty();
        assertThat(applied).isEmpty();
        assertThat(logged("INFO")).containsExactly("the settings can be used again");
    }

    @Test
    void keysThatNeedARestartAreNamedOnce() throws ConfigException {
        var watch = watch();
        change(watch, "one", Map.of("server.port", "9000", "bus.url", "redis://me:s3cret@bus"));
        assertThat(logged("WARN")).hasSize(1)
                .allMatch(line -> line.contains("server.port, bus.url") && line.contains("restart") && !line.contains("s3cret"));
        change(watch, "two", Map.of("server.port", "9000", "bus.url", "redis://me:s3cret@bus", "log.level", "debug"));
        assertThat(logged("WARN")).hasSize(1);
        change(watch, "three", Map.of("server.port", "9000"));
        assertThat(logged("WARN")).hasSize(2).last().asString().contains("server.port").doesNotContain("bus.url");
        change(watch, "four", Map.of());
        assertThat(logged("WARN")).hasSize(2);
        assertThat(watch.problems()).isEmpty();
    }

    @Test
    void anErrorWhileApplyingIsNoReasonToTakeTheChangeAsRead() throws Exception {
        var failing = new ArrayList<Throwable>(
                List.of(new OutOfMemoryError("as it were"), new IllegalStateException("no number")));
        var watch = new SettingsWatch(read(), file, new SettingsWatch.Reading(() -> file, this::read, next -> {
            if (!failing.isEmpty()) {
                SettingsWatchTest.<RuntimeException>fail(failing.removeFirst());
            }
            applied.add(next);
        }, Runnable::run));
        words = Map.of("server.port", "8081");
        file = "changed";
        watch.look();
        watch.look();
        assertThat(watch.problems()).hasSize(1).first().asString().contains("as it were");
        watch.look();
        assertThat(watch.problems()).containsExactly("no number");
        assertThat(applied).isEmpty();
        watch.look();
        assertThat(watch.problems()).isEmpty();
        assertThat(applied).hasSize(1);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> void fail(Throwable failure) throws T {
        throw (T) failure;
    }
}
