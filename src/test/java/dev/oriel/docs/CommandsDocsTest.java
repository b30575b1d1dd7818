package dev.oriel.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.cli.CommandLines;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// Commands and options in the documentation against the command line's own model.
class CommandsDocsTest {
    private final CommandLine program = new CommandLine(new CommandLines());

    @Test
    void readmeHasEachCommandAndOption() throws IOException {
        var readme = Texts.read("README.md");
        assertThat(Texts.found("(?m)^\\|.*`oriel ([a-z]+)`", readme)).isEqualTo(commands());
        assertThat(Texts.found("(--[a-z][a-z-]+)", readme)).isEqualTo(options());
    }

    @Test
    void documentationNamesOnlyOptionsThatExist() throws IOException {
        for (var file : Texts.markdown()) {
            var ours = Texts.read(file).replaceAll("(docker|podman|certbot|deploy/package[a-z-]*|skopeo|crun) [^`\n]*", "");
            assertThat(options()).as(file.toString()).containsAll(Texts.found("(?<![\\w<!-])(--[a-z][a-z-]+)", ours));
        }
    }

    @Test
    void documentationNamesOnlyCommandsThatExist() throws IOException {
        for (var file : Texts.markdown()) {
            assertThat(commands()).as(file.toString())
                    .containsAll(Texts.found("(?:`|\\./|/)oriel ([a-z]+)", Texts.read(file)));
        }
    }

    @Test
    void documentationNamesOnlyServicesThatExist() throws IOException {
        for (var file : Texts.markdown()) {
            assertThat(Texts.found("journalctl -u '?([a-z*-]+)", Texts.read(file))).as(file.toString())
                    .isSubsetOf("oriel-*", "oriel-serve", "oriel-record", "oriel-push");
        }
    }

    /// The units' bounding set is empty: one of the two lines alone has no effect.
    @Test
    void theRightToLowPortsIsNamedWhole() throws IOException {
        for (var file : Texts.markdown()) {
            var text = Texts.read(file);
            assertThat(text.split("AmbientCapabilities=CAP_NET_BIND_SERVICE", -1)).as(file.toString())
                    .hasSameSizeAs(text.split("CapabilityBoundingSet=CAP_NET_BIND_SERVICE", -1));
        }
    }

    private Set<String> commands() {
        var commands = new TreeSet<String>();
        program.getSubcommands().forEach((name, command) -> {
            if (!command.getCommandSpec().usageMessage().hidden()) {
                commands.add(name);
            }
        });
        return commands;
    }

    private Set<String> options() {
        var options = new TreeSet<String>();
        addOptions(program, options);
        options.removeIf(option -> !option.startsWith("--"));
        return options;
    }

    private static void addOptions(CommandLine command, Set<String> options) {
        options.addAll(command.getCommandSpec().optionsMap().keySet());
        command.getSubcommands().values().forEach(each -> addOptions(each, options));
    }
}
