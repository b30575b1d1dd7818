package dev.oriel.cli;

import java.util.concurrent.Callable;

/// A command that a service or an impatient person waits for.
interface Often extends Callable<Integer> {

    /// Takes the words that it knows, in place of the library.
    void take(PlainWords words);
}
