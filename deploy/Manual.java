import dev.oriel.cli.CommandLines;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/// The manual pages and the completions of shells, written from the command line's own model.
///
/// Run by `deploy/package` as one source file: `java -cp oriel.jar deploy/Manual.java FOLDER VERSION YYYY-MM-DD`.
final class Manual {
    private final String version;
    private final String date;

    private Manual(String version, String date) {
        this.version = version;
        this.date = date;
    }

    public static void main(String[] words) throws IOException {
        var folder = Files.createDirectories(Path.of(words[0]));
        var program = new CommandLine(new CommandLines());
        program.getHelpSectionMap(); // makes the model whole
        new Manual(words[1], words[2]).pages(folder, program);
        Files.writeString(folder.resolve("oriel.bash"), withoutTime(AutoComplete.bash("oriel", program)));
        Files.writeString(folder.resolve("_oriel"), zsh(program));
    }

    private static List<CommandLine> visible(CommandLine command) {
        return command.getSubcommands().values().stream().distinct()
                .filter(each -> !each.getCommandSpec().usageMessage().hidden()).toList();
    }

    // --- manual pages

    private void pages(Path folder, CommandLine program) throws IOException {
        Files.writeString(folder.resolve("oriel.1"), page("oriel", program, visible(program)));
        for (var command : visible(program)) {
            var name = "oriel-" + command.getCommandName();
            Files.writeString(folder.resolve(name + ".1"), page(name, command, List.of()));
        }
    }

    private String page(String name, CommandLine command, List<CommandLine> others) {
        var page = new StringBuilder(".TH " + name.toUpperCase(java.util.Locale.ROOT).replace("-", "\\-") + " 1 " + date
                + " \"Oriel " + roff(version) + "\" \"Oriel\"\n");
        page.append(".SH NAME\n").append(roff(name)).append(" \\- ").append(roff(firstSentence(command))).append('\n');
        page.append(".SH SYNOPSIS\n").append(synopsis(command));
        page.append(".SH DESCRIPTION\n").append(roff(description(command))).append('\n');
        page.append(arguments(command));
        if (!others.isEmpty()) {
            page.append(".SH COMMANDS\n");
            others.forEach(each -> page.append(".TP\n.BR oriel\\-").append(each.getCommandName()).append(" (1)\n")
                    .append(roff(description(each))).append('\n'));
        } else {
            visible(command).forEach(each -> page.append(".SH ").append(each.getCommandSpec().qualifiedName().toUpperCase(java.util.Locale.ROOT))
                    .append('\n').append(roff(description(each))).append("\n.PP\n").append(synopsis(each)).append(arguments(each)
                            .replace(".SH OPTIONS\n", "")));
        }
        if (others.isEmpty()) {
            return page.append(".SH SEE ALSO\n.BR oriel (1)\n").toString();
        }
        return page.append(FILES).append(".SH EXIT STATUS\n0: fine. 1: failed. 2: wrong words or settings.\n").toString();
    }

    private static final String FILES = """
            .SH FILES
            .TP
            .I oriel.yaml
            The settings: of the working folder, or the file that \\fB\\-\\-config\\fR names;
            .I /etc/oriel/oriel.yaml
            for the services.
            .TP
            .I oriel\\-data
            Accounts, keys and what people have changed: in the working folder, or where \\fB\\-\\-data\\fR says;
            .I /var/lib/oriel/oriel\\-data
            for the services.
            .SH ENVIRONMENT
            .TP
            .BR ORIEL_JAVA ", " ORIEL_JAVA_OPTS
            Another Java machine, and options for it.
            .TP
            .B ORIEL_DATA
            The folder of accounts and keys.
            .PP
            Each setting has a variable, too: server.port is ORIEL_SERVER_PORT.
            """;

    private static String synopsis(CommandLine command) {
        var text = new StringBuilder(".B " + roff(command.getCommandSpec().qualifiedName()) + "\n");
        if (!command.getCommandSpec().options().isEmpty()) {
            text.append("[\\fIoptions\\fR]");
        }
        command.getCommandSpec().positionalParameters().stream().filter(each -> !each.hidden())
                .forEach(each -> text.append(" \\fI").append(roff(each.paramLabel())).append("\\fR"));
        if (!visible(command).isEmpty()) {
            text.append(" [\\fIcommand\\fR]");
        }
        return text.append('\n').toString();
    }

    private static String arguments(CommandLine command) {
        var text = new StringBuilder();
        command.getCommandSpec().positionalParameters().stream().filter(each -> !each.hidden())
                .forEach(each -> text.append(".TP\n.I ").append(roff(each.paramLabel())).append('\n').append(described(each)));
        options(command).forEach(option -> text.append(".TP\n").append(names(option)).append('\n').append(described(option)));
        return text.isEmpty() ? "" : ".SH OPTIONS\n" + text;
    }

    private static List<OptionSpec> options(CommandLine command) {
        return command.getCommandSpec().options().stream().filter(option -> !option.hidden()).toList();
    }

    private static String names(OptionSpec option) {
        var names = new ArrayList<String>();
        for (var name : option.names()) {
            names.add("\\fB" + roff(name) + "\\fR");
        }
        return String.join(", ", names) + (takesValue(option) ? " \\fI" + roff(option.paramLabel()) + "\\fR" : "");
    }

    private static boolean takesValue(OptionSpec option) {
        return option.arity().max() > 0;
    }

    private static String described(ArgSpec argument) {
        return roff(String.join(" ", argument.description())) + "\n";
    }

    private static String description(CommandLine command) {
        return String.join(" ", command.getCommandSpec().usageMessage().description());
    }

    private static String firstSentence(CommandLine command) {
        var all = description(command);
        int end = all.indexOf(". ");
        return (end < 0 ? all : all.substring(0, end)).replaceAll("\\.$", "");
    }

    /// Text as the formatter takes it: no word of it is a command.
    private static String roff(String text) {
        return text.replace("%n", " ").replace("%%", "%").replace("\\", "\\e").replace("-", "\\-").replaceAll("(?m)^([.'])", "\\\\&$1");
    }

    // --- completions

    /// The same for the same program, whenever it is made.
    private static String withoutTime(String script) {
        return script.replaceAll("(?m)^(# Generated by .*) on .*$", "$1.");
    }

    private static String zsh(CommandLine program) {
        var script = new StringWriter().append("#compdef oriel\n\n");
        write(script, program, "_oriel");
        return script.append("_oriel \"$@\"\n").toString();
    }

    /// A function for a command, behind those for its own commands.
    private static void write(StringWriter script, CommandLine command, String function) {
        visible(command).forEach(each -> write(script, each, function + "_" + each.getCommandName().replace('-', '_')));
        script.append(function).append("() {\n    local curcontext=$curcontext state line\n    _arguments -C");
        options(command).forEach(option -> script.append(" \\\n        ").append(zsh(option)));
        if (visible(command).isEmpty()) {
            script.append(" \\\n        '*:file:_files'\n}\n\n");
            return;
        }
        script.append(" \\\n        '1: :->command' \\\n        '*:: :->words'\n    case $state in\n    command)\n        local -a commands=(");
        visible(command).forEach(each -> script.append("\n            ")
                .append(quoted(each.getCommandName() + ":" + firstSentence(each).replace(":", "\\:"))));
        script.append(")\n        _describe command commands ;;\n    words)\n        case $line[1] in\n");
        visible(command).forEach(each -> script.append("        ").append(each.getCommandName()).append(") ").append(function).append('_')
                .append(each.getCommandName().replace('-', '_')).append(" ;;\n"));
        script.append("        esac ;;\n    esac\n}\n\n");
    }

    private static String zsh(OptionSpec option) {
        var names = List.of(option.names());
        var description = String.join(" ", option.description()).replaceAll(" +", " ").replace("[", "\\[").replace("]", "\\]").replace(":", "\\:");
        var rest = "[" + description + "]" + (takesValue(option) ? ":" + option.paramLabel() + ":" + values(option) : "");
        var several = option.isMultiValue() ? "*" : names.size() > 1 ? "(" + String.join(" ", names) + ")" : "";
        if (names.size() == 1) {
            return quoted(several + names.getFirst() + rest);
        }
        return "'" + several + "'{" + String.join(",", names) + "}" + quoted(rest);
    }

    /// The values that may stand behind an option: its words, or a file.
    private static String values(OptionSpec option) {
        if (option.completionCandidates() != null) {
            return "(" + String.join(" ", option.completionCandidates()) + ")";
        }
        return option.paramLabel().equals("FILE") || option.paramLabel().equals("DIR") ? "_files" : " ";
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
