package dev.oriel.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `oriel serve`: capture and serve in one process.
@Command(name = "serve", description = "Captures cameras and serves them to browsers.", mixinStandardHelpOptions = true, versionProvider = CommandLines.Versions.class, sortOptions = false)
final class ServeCommand implements Callable<Integer> {
    @Mixin
    private ServeOptions options = new ServeOptions();

    @Override
    public Integer call() throws Exception {
        return Serving.serve(options);
    }
}
