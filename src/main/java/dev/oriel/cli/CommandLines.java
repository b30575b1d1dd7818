package dev.oriel.cli;

import dev.oriel.observe.Secrets;
import dev.oriel.observe.Version;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;

/// All commands; without one, `serve`.
@Command(name = "oriel", description = "Live cameras in any browser. Without a command: serve.", mixinStandardHelpOptions = true, versionProvider = CommandLines.Versions.class, subcommands = {
    ServeCommand.class, RecordCommand.class, PushCommand.class, CamerasCommand.class, UserCommand.class, KeyCommand.class,
    SetupCommand.class, DoctorCommand.class, ServiceCommand.class, BenchCommand.class, WarmUpCommand.class}, sortOptions = false)
public final class CommandLines implements Callable<Integer> {
    static final int FINE = 0;
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;

    @Mixin
    private ServeOptions options = new ServeOptions();

    /// Runs what the words say.
    ///
    /// The commands that a service or an impatient person waits for are tried without the others, and without the library where their words
    /// are plain: it takes a fifth of a second for its own classes and for the description of all commands.
    ///
    /// @return the exit code: 0 fine, 1 failed, 2 wrong usage
    public static int run(String[] words) {
        var often = often(isBare(words) ? "serve" : words[0]);
        return often == null ? all().execute(words) : run(often, words);
    }

    /// Runs a command without the others, which only its help and its mistakes need.
    static int run(Supplier<Often> often, String[] words) {
        var rest = isBare(words) ? words : Arrays.copyOfRange(words, 1, words.length);
        var plain = new PlainWords(rest);
        var command = often.get();
        command.take(plain);
        return plain.areTaken() ? run(command) : parsed(often.get(), rest, words);
    }

    private static int run(Often command) {
        try {
            return command.call();
        } catch (Exception | Error e) {
            return ended(e);
        }
    }

    private static int parsed(Often often, String[] rest, String[] words) {
        var alone = line(often).setParameterExceptionHandler((failure, given) -> all().execute(words));
        alone.setExecutionStrategy(parsed -> parsed.isUsageHelpRequested() || parsed.isVersionHelpRequested()
                ? all().execute(words)
                : new CommandLine.RunLast().execute(parsed));
        return alone.execute(rest);
    }

    private static boolean isBare(String[] words) {
        return words.length == 0 || words[0].startsWith("-");
    }

    private static @Nullable Supplier<Often> often(String command) {
        return switch (command) {
            case "serve" -> ServeCommand::new;
            case "record" -> RecordCommand::new;
            case "push" -> PushCommand::new;
            default -> null;
        };
    }

    private static CommandLine all() {
        return line(new CommandLines()).setParameterExceptionHandler(CommandLines::explain);
    }

    private static CommandLine line(Object command) {
        return new CommandLine(command)
                .setExitCodeExceptionMapper(failure -> failure instanceof CommandLine.ParameterException ? WRONG_USAGE : FAILED)
                .setExecutionExceptionHandler((failure, commandLine, parsed) -> ended(failure));
    }

    private static int ended(Throwable failure) {
        System.err.println("oriel: " + words(failure));
        return failure instanceof UsageException ? WRONG_USAGE : FAILED;
    }

    /// The message of a usage problem is masked where it is made; that of any other failure may hold an address with its password.
    private static String words(Throwable failure) {
        var message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return failure instanceof UsageException ? message : Secrets.mask(message);
    }

    /// As the library does it, but for passwords in the words that it repeats.
    private static int explain(CommandLine.ParameterException failure, String[] words) {
        var command = failure.getCommandLine();
        command.getErr().println(failure instanceof CommandLine.UnmatchedArgumentException unmatched
                ? "Unknown: " + Secrets.mask(String.join(" ", unmatched.getUnmatched()))
                : Secrets.mask(String.valueOf(failure.getMessage())));
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(failure, command.getErr())) {
            command.usage(command.getErr());
        }
        return WRONG_USAGE;
    }

    @Override
    public Integer call() throws Exception {
        return Serving.serve(options, Ending.onSignals());
    }

    /// What `--version` prints.
    static final class Versions implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[]{"oriel " + Version.number()};
        }
    }
}
