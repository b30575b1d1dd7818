package dev.oriel.hls;

import dev.oriel.limits.PictureLimits;
import java.util.Comparator;
import java.util.List;

/// Which stream of a master playlist fits a camera's size: the smallest that is at least as large, else the largest.
///
/// @param widthPixels  0 where no size is set
/// @param heightPixels 0 where no size is set
/// @param limits       no picture larger than these is asked for
public record VariantChoice(int widthPixels, int heightPixels, PictureLimits limits) {

    /// As many are worth a try.
    private static final int MOST = 8;

    /// The streams that can be shown, the best first; what follows is for when that fails.
    public List<Variant> order(List<Variant> variants) {
        int mostPixels = limits.mostPixels().getAsInt();
        return variants.stream().filter(Variant::showable).filter(variant -> variant.pixels() <= mostPixels).sorted(this::compare)
                .limit(MOST).toList();
    }

    private int compare(Variant one, Variant other) {
        if (isLargeEnough(one) != isLargeEnough(other)) {
            return isLargeEnough(one) ? -1 : 1;
        }
        var bySize = Comparator.comparingLong(Variant::pixels);
        return (isLargeEnough(one) ? bySize : bySize.reversed())
                .thenComparing(Comparator.comparingLong(Variant::bitsPerSecond).reversed()).compare(one, other);
    }

    private boolean isLargeEnough(Variant variant) {
        return widthPixels > 0 && variant.widthPixels() >= widthPixels && variant.heightPixels() >= heightPixels;
    }
}
