package dev.oriel.push;

import java.io.IOException;

/// An attempt to connect to a relay failed.
final class Unreachable extends IOException {
    private final transient Lost lost;

    Unreachable(Lost lost) {
        super(lost.cause());
        this.lost = lost;
    }

    Unreachable(String cause) {
        this(new Lost(cause, Lost.Retry.USUAL));
    }

    Lost lost() {
        return lost;
    }
}
