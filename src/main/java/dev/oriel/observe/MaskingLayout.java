package dev.oriel.observe;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;

/// A layout that masks every line once more, stack traces included: a net below the callers, each of which masks the addresses that it
/// knows of.
final class MaskingLayout extends PatternLayout {
    @Override
    public String doLayout(ILoggingEvent event) {
        return Secrets.maskLine(super.doLayout(event));
    }
}
