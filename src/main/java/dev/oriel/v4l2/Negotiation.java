package dev.oriel.v4l2;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Chooses what to ask a driver for, from a wish and what it offers.
///
/// In this order: the wished format; the wished size, or else a JPEG and at most 1920x1080; a rate that doesn't fall short of
/// the wished one, or of 30; the largest size; the nearest rate; the format that costs least.
final class Negotiation {
    private static final int OPEN_WIDTH = 1920;
    private static final int OPEN_HEIGHT = 1080;
    private static final double OPEN_FPS = 30;
    /// Rates closer than this factor's logarithm are the same to a person: 29.97 is 30.
    private static final double SAME_RATE = 0.02;
    /// What is tried within a range of sizes.
    private static final int[][] LADDER = {{1920, 1080}, {1280, 720}, {800, 600}, {640, 480}, {320, 240}};

    private final Offers offers;
    private final Wish wish;
    private final double targetFps;

    private Negotiation(Offers offers, Wish wish) {
        this.offers = offers;
        this.wish = wish;
        this.targetFps = wish.fps() > 0 ? wish.fps() : OPEN_FPS;
    }

    /// One thing to ask for.
    ///
    /// @param interval null where the driver doesn't tell its rates
    record Choice(FourCc code, CameraFormat format, int width, int height, @Nullable FrameInterval interval) {}

    /// @throws CameraException when none of the formats can be used; the message names them
    static Choice choose(Offers offers, Wish wish) throws CameraException {
        return new Negotiation(offers, wish).best();
    }

    private Choice best() throws CameraException {
        List<FourCc> formats = offers.formats();
        List<Choice> choices = new ArrayList<>();
        for (FourCc code : formats) {
            CameraFormat format = CameraFormat.of(code).orElse(null);
            if (format != null) {
                for (FrameSizes sizes : offers.sizes(code)) {
                    addChoices(choices, code, format, sizes);
                }
            }
        }
        return choices.stream().min(order()).orElseThrow(() -> new CameraException(formats.isEmpty()
                ? "not a capture device: it offers no format"
                : ForeignFormats.words(formats)));
    }

    private void addChoices(List<Choice> choices, FourCc code, CameraFormat format, FrameSizes sizes) throws CameraException {
        if (wish.hasSize() || sizes.isSingle()) {
            choices.add(choice(code, format, sizes, wish.width(), wish.height()));
            return;
        }
        for (int[] size : LADDER) {
            choices.add(choice(code, format, sizes, size[0], size[1]));
        }
    }

    private Choice choice(FourCc code, CameraFormat format, FrameSizes sizes, int nearWidth, int nearHeight)
            throws CameraException {
        int width = sizes.nearestWidth(nearWidth);
        int height = sizes.nearestHeight(nearHeight);
        FrameInterval interval = offers.rates(code, width, height).stream().map(rates -> rates.nearest(targetFps))
                .min(Comparator.comparingDouble(this::distance)).orElse(null);
        return new Choice(code, format, width, height, interval);
    }

    private Comparator<Choice> order() {
        Comparator<Choice> byFormat = wish.format() == null
                ? Comparator.comparing(choice -> !wish.hasSize() && !choice.format().isCompressed())
                : Comparator.comparing(choice -> choice.format() != wish.format());
        Comparator<Choice> bySize = wish.hasSize()
                ? Comparator.comparingInt(
                        choice -> Math.abs(choice.width() - wish.width()) + Math.abs(choice.height() - wish.height()))
                : Comparator.comparingLong(Negotiation::excessPixels);
        return byFormat.thenComparing(bySize).thenComparingDouble(this::shortfall)
                .thenComparing(Comparator.comparingLong(Negotiation::pixels).reversed())
                .thenComparingDouble(choice -> choice.interval() == null ? 0 : distance(choice.interval()))
                .thenComparing(Choice::format);
    }

    private static long excessPixels(Choice choice) {
        return choice.width() <= OPEN_WIDTH && choice.height() <= OPEN_HEIGHT ? 0 : pixels(choice);
    }

    private static long pixels(Choice choice) {
        return (long) choice.width() * choice.height();
    }

    private double shortfall(Choice choice) {
        if (choice.interval() == null) {
            return 0;
        }
        double lacking = Math.log(targetFps / choice.interval().fps());
        return lacking <= SAME_RATE ? 0 : lacking;
    }

    private double distance(FrameInterval interval) {
        return Math.abs(Math.log(interval.fps() / targetFps));
    }
}
