package dev.oriel.source;

/// A listener of a run that nobody asks how it goes.
final class DeafListener implements CameraPipeline.Listener {
    @Override
    public void opened(String outcome, double fps) {
        // Nobody asks.
    }

    @Override
    public void live() {
        // Nobody asks.
    }
}
