package dev.oriel.limits;

import java.util.function.IntSupplier;

/// What one picture that comes from outside may cost.
///
/// @param mostPixels as it stands
/// @param memory     that pictures being decoded are taken from
public record PictureLimits(IntSupplier mostPixels, MemoryBudget memory) {

    /// The pixels that a picture may have where no setting says otherwise.
    public static final int USUAL_PIXELS = 40_000_000;

    /// Limits for programs without settings: the usual pixels, and memory for a few pictures of these.
    public static PictureLimits usual() {
        return new PictureLimits(() -> USUAL_PIXELS, new MemoryBudget(() -> 1L << 30));
    }

    /// True when a picture of that size may be looked at.
    public boolean allows(int widthPixels, int heightPixels) {
        return (long) widthPixels * heightPixels <= mostPixels.getAsInt();
    }
}
