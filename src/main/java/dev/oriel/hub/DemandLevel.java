package dev.oriel.hub;

/// How much of a camera's pictures somebody can use: what is wider, or comes more often, is of no use to them.
///
/// @param widthPixels     at least 1; [#ANY_WIDTH] for no limit
/// @param framesPerSecond more than 0; infinite for no limit
public record DemandLevel(int widthPixels, double framesPerSecond) {

    /// No limit to the width.
    public static final int ANY_WIDTH = Integer.MAX_VALUE;
    /// No limit: of a viewer that has not said what it can show.
    public static final DemandLevel FULL = new DemandLevel(ANY_WIDTH, Double.POSITIVE_INFINITY);

    public DemandLevel {
        if (widthPixels < 1 || !(framesPerSecond > 0)) {
            throw new IllegalArgumentException(widthPixels + " pixels, " + framesPerSecond + " frames per second");
        }
    }

    /// A level in which 0 stands for no limit.
    public static DemandLevel of(int widthPixels, double framesPerSecond) {
        return new DemandLevel(widthPixels > 0 ? widthPixels : ANY_WIDTH,
                framesPerSecond > 0 ? framesPerSecond : Double.POSITIVE_INFINITY);
    }

    /// True where a wider picture would be of no use.
    public boolean limitsWidth() {
        return widthPixels != ANY_WIDTH;
    }

    /// True where more pictures would be of no use.
    public boolean limitsRate() {
        return framesPerSecond != Double.POSITIVE_INFINITY;
    }

    /// The level that serves both.
    public DemandLevel max(DemandLevel other) {
        return new DemandLevel(Math.max(widthPixels, other.widthPixels), Math.max(framesPerSecond, other.framesPerSecond));
    }
}
