package dev.oriel.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `oriel record`: capture only; servers elsewhere show it.
@Command(name = "record", description = "Captures cameras for servers elsewhere, over Redis.", mixinStandardHelpOptions = true, versionProvider = CommandLines.Versions.class, sortOptions = false)
final class RecordCommand implements Often {
    @Mixin
    private CaptureOptions options = new CaptureOptions();

    @Override
    public void take(PlainWords words) {
        options.take(words);
    }

    @Override
    public Integer call() throws Exception {
        return Serving.record(options);
    }
}
