package dev.oriel.view;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/// Divides the bandwidth of one connection among the cameras that it carries.
///
/// First each gets its least, then the selected ones what they need, then the others; then everybody, in the same order, all
/// that there is to have. What nobody needs is spread over all, so that nothing lies idle.
///
/// Threads: any.
final class Shares {
    private Shares() {
    }

    /// What one camera could use, bytes per second.
    ///
    /// @param least the smallest rung at a rate that is no slide show
    /// @param needs the rung that the screen needs, at the held rate
    /// @param most  the same at the full rate
    record Claim(boolean isSelected, double least, double needs, double most) {
        Claim {
            needs = Math.max(least, needs);
            most = Math.max(needs, most);
        }
    }

    /// One share for each claim, in bytes per second; all infinite where there is no limit, all 0 where none is known yet.
    static double[] of(double bytesPerSecond, List<Claim> claims) {
        var shares = new double[claims.size()];
        if (bytesPerSecond == Double.POSITIVE_INFINITY) {
            Arrays.fill(shares, bytesPerSecond);
            return shares;
        }
        double left = bytesPerSecond;
        for (var level : List.<ToDoubleFunction<Claim>>of(Claim::least, Claim::needs, Claim::most)) {
            left = improve(shares, claims, Claim::isSelected, level, left);
            left = improve(shares, claims, claim -> true, level, left);
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] += left / shares.length;
        }
        return shares;
    }

    /// Lifts those shares towards a level, all by the same amount at a time; returns what is left.
    private static double improve(double[] shares, List<Claim> claims, Predicate<Claim> whose, ToDoubleFunction<Claim> level,
            double left) {
        double rest = left;
        while (rest > 1e-6) {
            int wanting = 0;
            double smallest = Double.POSITIVE_INFINITY;
            for (int i = 0; i < shares.length; i++) {
                double missing = whose.test(claims.get(i)) ? level.applyAsDouble(claims.get(i)) - shares[i] : 0;
                if (missing > 1e-6) {
                    wanting++;
                    smallest = Math.min(smallest, missing);
                }
            }
            if (wanting == 0) {
                break;
            }
            double each = Math.min(smallest, rest / wanting);
            for (int i = 0; i < shares.length; i++) {
                if (whose.test(claims.get(i)) && level.applyAsDouble(claims.get(i)) - shares[i] > 1e-6) {
                    shares[i] += each;
                }
            }
            rest -= each * wanting;
        }
        return Math.max(0, rest);
    }
}
