package dev.oriel.auth;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator.BlockPool;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.FixedBlockPool;
import org.jspecify.annotations.Nullable;

/// The memory that one hash after another is calculated in, so that a flood of logins makes no garbage of 19 MiB each.
///
/// Threads: used by one.
final class Argon2Memory {
    private @Nullable BlockPool pool;
    private int blocks;

    /// @param needed blocks of 1 KiB that a calculation takes
    BlockPool pool(int needed) {
        var kept = pool;
        if (kept == null || blocks != needed) {
            kept = new FixedBlockPool(needed);
            pool = kept;
            blocks = needed;
        }
        return kept;
    }

    /// Leaves it to the collector.
    void release() {
        pool = null;
    }
}
