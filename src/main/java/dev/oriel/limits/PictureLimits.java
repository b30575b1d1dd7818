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

    /// @throws LimitException when a picture of that size is larger than `limits.pixels` allows
    public void check(int widthPixels, int heightPixels) throws LimitException {
        if ((long) widthPixels * heightPixels > mostPixels.getAsInt()) {
            throw new LimitException(
                    "its pictures of " + widthPixels + "x" + heightPixels + " are larger than limits.pixels allows");
        }
    }

    /// Takes what it costs to decode pictures of that size.
    ///
    /// @param reservation of this memory
    /// @throws LimitException when there is no room for that
    public void reserve(MemoryBudget.Reservation reservation, int widthPixels, int heightPixels, long bytes)
            throws LimitException {
        if (!reservation.resize(bytes)) {
            throw new LimitException("its pictures of " + widthPixels + "x" + heightPixels + " take " + (bytes >> 20)
                    + " MB to decode, more than limits.memory leaves");
        }
    }
}
