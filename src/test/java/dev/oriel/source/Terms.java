package dev.oriel.source;

import dev.oriel.http.TlsPolicy;
import java.time.Duration;

/// What the settings say of a camera for which they say nothing.
final class Terms {
    static final SourceTerms USUAL = new SourceTerms("door", TlsPolicy.usual(), () -> Duration.ofSeconds(10));

    private Terms() {
    }
}
