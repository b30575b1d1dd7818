package dev.oriel.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// A command that only has others below it, one of which has to be named.
abstract class CommandGroup implements Callable<Integer> {
    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        var names = List.copyOf(command.subcommands().keySet());
        throw new ParameterException(command.commandLine(), "Missing: "
                + String.join(", ", names.subList(0, names.size() - 1)) + " or " + names.getLast());
    }
}
