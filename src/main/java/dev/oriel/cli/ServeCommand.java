package dev.oriel.cli;

import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `oriel serve`: capture and serve in one process.
@Command(name = "serve", description = "Captures cameras and serves them to browsers.", mixinStandardHelpOptions = true, versionProvider = CommandLines.Versions.class, sortOptions = false)
final class ServeCommand implements Often {
    private final Supplier<Ending> ending;
    @Mixin
    private ServeOptions options = new ServeOptions();

    ServeCommand() {
        this(Ending::onSignals);
    }

    /// @param ending ends the server
    ServeCommand(Supplier<Ending> ending) {
        this.ending = ending;
    }

    @Override
    public void take(PlainWords words) {
        options.take(words);
    }

    @Override
    public Integer call() throws Exception {
        return Serving.serve(options, ending.get());
    }
}
