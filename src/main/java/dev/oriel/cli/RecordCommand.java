package dev.oriel.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `oriel record`: capture only; servers elsewhere show it.
@Command(name = "record", description = "Captures cameras for servers elsewhere, over Redis.", mixinStandardHelpOptions = true, versionProvider = CommandLines.Versions.class, sortOptions = false)
final class RecordCommand implements Callable<Integer> {
    @Mixin
    private CaptureOptions options = new CaptureOptions();

    @Override
    public Integer call() throws Exception {
        return Serving.record(options);
    }
}
