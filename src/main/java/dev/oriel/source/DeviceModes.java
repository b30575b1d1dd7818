package dev.oriel.source;

import dev.oriel.hub.CameraMode;
import dev.oriel.hub.Size;
import dev.oriel.v4l2.CameraFormat;
import dev.oriel.v4l2.Cameras.Offered;
import dev.oriel.v4l2.FrameRates;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a device offers, as a person chooses from it: sizes with their rates, whatever the format.
final class DeviceModes {
    /// A person does not choose from more.
    private static final int MOST = 40;
    private static final List<Size> USUAL = List.of(new Size(3840, 2160), new Size(2560, 1440), new Size(1920, 1080),
            new Size(1280, 720), new Size(800, 600), new Size(640, 480), new Size(640, 360), new Size(320, 240));
    private static final double[] USUAL_FPS = {120, 60, 50, 30, 25, 20, 15, 10, 5, 1};

    private DeviceModes() {
    }

    /// @param format the only one that counts, or null for all that can be used
    static List<CameraMode> of(List<Offered> offers, @Nullable CameraFormat format) {
        var largestFirst = Comparator.<Size>comparingLong(size -> (long) size.width() * size.height())
                .thenComparingInt(Size::width).reversed();
        var modes = new TreeMap<Size, TreeSet<Double>>(largestFirst);
        for (var offer : offers) {
            var found = CameraFormat.of(offer.code()).orElse(null);
            if (found != null && (format == null || format == found)) {
                sizes(offer).forEach(size -> offer.rates().stream().flatMapToDouble(DeviceModes::fps)
                        .forEach(modes.computeIfAbsent(size, _ -> new TreeSet<>(Comparator.reverseOrder()))::add));
            }
        }
        return modes.entrySet().stream().limit(MOST).map(mode -> new CameraMode(mode.getKey(), List.copyOf(mode.getValue())))
                .toList();
    }

    /// Of a range, the usual ones in it and the largest; a device that tells nothing offers nothing to choose from.
    private static Stream<Size> sizes(Offered offer) {
        var sizes = offer.sizes();
        if (sizes.isUntold()) {
            return Stream.of();
        }
        var largest = new Size(sizes.maxWidth(), sizes.maxHeight());
        if (sizes.isSingle()) {
            return Stream.of(largest);
        }
        return Stream.concat(Stream.of(largest), USUAL.stream().filter(size -> sizes.nearestWidth(size.width()) == size.width()
                && sizes.nearestHeight(size.height()) == size.height()));
    }

    private static DoubleStream fps(FrameRates rates) {
        var ends = DoubleStream.of(rounded(rates.shortest().fps()), rounded(rates.longest().fps()));
        return rates.isSingle()
                ? ends.limit(1)
                : DoubleStream.concat(ends,
                        DoubleStream.of(USUAL_FPS).filter(fps -> fps < rates.shortest().fps() && fps > rates.longest().fps()));
    }

    private static double rounded(double fps) {
        return Math.round(fps * 100) / 100.0;
    }
}
