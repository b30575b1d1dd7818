package dev.oriel.v4l2;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// Rates as people write them.
final class Numbers {
    private Numbers() {
    }

    /// At most two decimals, and none that says nothing: `30`, `29.97`, `7.5`.
    static String of(double fps) {
        return BigDecimal.valueOf(fps).setScale(2, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString();
    }
}
