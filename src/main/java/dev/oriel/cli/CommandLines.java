package dev.oriel.cli;

import dev.oriel.observe.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;

/// All commands; without one, `serve`.
@Command(name = "oriel", description = "Live cameras in any browser. Without a command: serve.", mixinStandardHelpOptions = true, versionProvider = CommandLines.Versions.class, subcommands = {
    ServeCommand.class, RecordCommand.class, CamerasCommand.class, KeyCommand.class, BenchCommand.class,
    WarmUpCommand.class}, sortOptions = false)
public final class CommandLines implements java.util.concurrent.Callable<Integer> {
    static final int FINE = 0;
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;

    @Mixin
    private ServeOptions options = new ServeOptions();

    /// Runs what the words say.
    ///
    /// @return the exit code: 0 fine, 1 failed, 2 wrong usage
    public static int run(String[] words) {
        return new CommandLine(new CommandLines())
                .setExitCodeExceptionMapper(failure -> failure instanceof CommandLine.ParameterException ? WRONG_USAGE : FAILED)
                .setExecutionExceptionHandler((failure, commandLine, parsed) -> {
                    System.err.println("oriel: " + failure.getMessage());
                    return failure instanceof UsageException ? WRONG_USAGE : FAILED;
                }).execute(words);
    }

    @Override
    public Integer call() throws Exception {
        return Serving.serve(options);
    }

    /// What `--version` prints.
    static final class Versions implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[]{"oriel " + Version.number()};
        }
    }
}
