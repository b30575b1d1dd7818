package dev.oriel.limits;

import dev.oriel.time.SystemClocks;
import java.util.function.IntSupplier;

/// What one picture that comes from outside may cost.
///
/// @param mostPixels    as it stands
/// @param memory        that pictures being decoded are taken from
/// @param ordinaryBytes what each decoder or encoder may take without being counted: the owner of this program has chosen how many cameras it
///                      shows, and not what each of them sends
public record PictureLimits(IntSupplier mostPixels, MemoryBudget memory, long ordinaryBytes) {

    /// The pixels that a picture may have where no setting says otherwise.
    public static final int USUAL_PIXELS = 40_000_000;

    /// Limits under which every byte counts.
    public PictureLimits(IntSupplier mostPixels, MemoryBudget memory) {
        this(mostPixels, memory, 0);
    }

    /// The same with so many bytes of each decoder and encoder left uncounted.
    public PictureLimits ordinarily(long bytes) {
        return new PictureLimits(mostPixels, memory, bytes);
    }

    /// Limits for programs without settings: the usual pixels, and memory for a few pictures of these.
    public static PictureLimits usual() {
        return new PictureLimits(() -> USUAL_PIXELS, new MemoryBudget(() -> 1L << 30, SystemClocks.NANOS));
    }

    /// @throws LimitException when a picture of that size is larger than `limits.pixels` allows
    public void check(int widthPixels, int heightPixels) throws LimitException {
        if (!allows(widthPixels, heightPixels)) {
            throw new LimitException(
                    "its pictures of " + widthPixels + "x" + heightPixels + " are larger than limits.pixels allows");
        }
    }

    /// True for a picture that is not larger than `limits.pixels` allows.
    public boolean allows(int widthPixels, int heightPixels) {
        return (long) widthPixels * heightPixels <= mostPixels.getAsInt();
    }

    /// Takes what it costs to decode pictures of that size.
    ///
    /// @param reservation of this memory
    /// @throws LimitException when there is no room for that
    public void reserve(MemoryBudget.Reservation reservation, int widthPixels, int heightPixels, long bytes)
            throws LimitException {
        if (!reservation.resize(Math.max(0, bytes - ordinaryBytes))) {
            throw new LimitException("its pictures of " + widthPixels + "x" + heightPixels + " take " + (bytes >> 20)
                    + " MB to process, more than limits.memory leaves");
        }
    }
}
