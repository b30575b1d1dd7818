package dev.oriel.filter;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the encoding of one camera's rungs has cost, and how large their pictures came out.
///
/// Sizes are remembered as parts of the source's, so that they stay right when day turns to night. A rung that was never encoded is
/// estimated from the nearest that was, else from the source.
///
/// Threads: any. Nothing blocks.
public final class Tally {
    /// Bytes grow a little slower than pixels: small pictures have more detail in each.
    private static final double BYTES_BY_PIXELS = 0.85;
    /// How fast a mean follows.
    private static final double NEWEST = 0.2;
    /// Beyond the ladder's rungs anybody can ask for any width of a snapshot; those are counted together.
    private static final int MOST_RUNGS = 48;
    private static final int OTHER_WIDTH = 1;
    private static final int USUAL_QUALITY = 80;
    /// Of a JPEG of that quality, before any was encoded.
    private static final double USUAL_BYTES_PER_PIXEL = 0.12;

    /// One rung's counters.
    ///
    /// @param frames       encoded since the start
    /// @param encodeMicros spent on scaling and encoding them
    /// @param partOfSource mean of their bytes as a part of the source frames'
    public record Count(long frames, long encodeMicros, double partOfSource) {
        Count plus(long micros, double part) {
            return new Count(frames + 1, encodeMicros + micros, partOfSource + NEWEST * (part - partOfSource));
        }
    }

    private final TreeMap<Rung, Count> counts = new TreeMap<>();
    private long decoded;
    private long decodeMicros;
    private long undecodable;
    private double sourceBytes;
    /// True once a source JPEG was there to compare with.
    private boolean isMeasured;

    /// The picture that was encoded.
    ///
    /// @param jpegBytes of the source's JPEG of it; 0 where there was none
    record Of(int widthPixels, int jpegBytes) {}

    synchronized void encoded(Rung rung, long micros, int bytes, Of source) {
        var key = counts.containsKey(rung) || counts.size() < MOST_RUNGS ? rung : new Rung(OTHER_WIDTH, rung.quality());
        var known = counts.get(rung);
        double part = source.jpegBytes > 0
                ? (double) bytes / source.jpegBytes
                : known != null ? known.partOfSource : ofModel(rung, source);
        if (key.equals(rung)) {
            double wouldBe = source.jpegBytes > 0 ? source.jpegBytes : bytes / part;
            sourceBytes += sourceBytes == 0 ? wouldBe : NEWEST * (wouldBe - sourceBytes);
            isMeasured |= source.jpegBytes > 0;
        }
        counts.merge(key, new Count(1, micros, part), (count, one) -> count.plus(micros, part));
    }

    private static double ofModel(Rung rung, Of source) {
        double width = (double) rung.widthOf(source.widthPixels) / source.widthPixels;
        return Math.pow(width * width, BYTES_BY_PIXELS) * weight(rung.quality()) / weight(USUAL_QUALITY);
    }

    /// Mean bytes of the source's JPEGs, or of those that there would have been.
    ///
    /// @param finest the camera's own quality
    public synchronized double sourceBytes(long pixels, int finest) {
        if (isMeasured) {
            return sourceBytes;
        }
        return (sourceBytes == 0 ? USUAL_BYTES_PER_PIXEL * pixels : sourceBytes) * weight(finest) / weight(USUAL_QUALITY);
    }

    synchronized void decoded(long micros) {
        decoded++;
        decodeMicros += micros;
    }

    synchronized void failed() {
        undecodable++;
    }

    /// The counters of all rungs that were ever encoded.
    public synchronized SortedMap<Rung, Count> counts() {
        return new TreeMap<>(counts);
    }

    /// Frames encoded since the start, by what they became: `jpeg-640` and other widths, `jpeg-full` for coarser ones of the source's
    /// width, `jpeg-other` for the rarer widths of snapshots.
    public synchronized SortedMap<String, Long> framesOfForms() {
        var forms = new TreeMap<String, Long>();
        counts.forEach((rung, count) -> forms.merge(form(rung.widthPixels()), count.frames, Long::sum));
        return forms;
    }

    private static String form(int widthPixels) {
        return "jpeg-" + switch (widthPixels) {
            case OTHER_WIDTH -> "other";
            case Rung.SOURCE_WIDTH -> "full";
            default -> Integer.toString(widthPixels);
        };
    }

    /// Frames of that rung encoded since the start.
    public synchronized long frames(Rung rung) {
        var count = counts.get(rung);
        return count == null ? 0 : count.frames;
    }

    /// Source frames that were decoded.
    public synchronized long decoded() {
        return decoded;
    }

    /// Time spent on decoding and encoding.
    public synchronized long micros() {
        return decodeMicros + counts.values().stream().mapToLong(Count::encodeMicros).sum();
    }

    /// Source frames that could not be decoded, or that an encoder failed at.
    public synchronized long undecodable() {
        return undecodable;
    }

    /// How long a frame of that rung takes from the source's JPEG to its own, or 0 while unknown.
    public synchronized long microsPerFrame(Rung rung) {
        var count = counts.get(rung);
        return count == null ? 0 : count.encodeMicros / count.frames + decodeMicros / Math.max(1, decoded);
    }

    /// How many bytes a picture of that rung has.
    ///
    /// @param sourceBytes  mean size of the source's frames
    /// @param finest       the camera's own quality
    public synchronized double bytes(Rung rung, int sourceWidthPixels, double sourceBytes, int finest) {
        if (rung.isSource()) {
            return sourceBytes;
        }
        double part = 1;
        double width = sourceWidthPixels;
        double quality = finest;
        double nearest = Double.POSITIVE_INFINITY;
        for (Map.Entry<Rung, Count> known : counts.entrySet()) {
            double distance = Math.abs(Math.log((double) known.getKey().widthOf(sourceWidthPixels) / rung.widthPixels()))
                    + Math.abs(known.getKey().quality() - rung.quality()) / 100.0;
            if (distance < nearest && known.getKey().widthPixels() != OTHER_WIDTH) {
                nearest = distance;
                part = known.getValue().partOfSource;
                width = known.getKey().widthOf(sourceWidthPixels);
                quality = known.getKey().quality();
            }
        }
        double pixels = Math.pow(rung.widthOf(sourceWidthPixels) / width, 2);
        return sourceBytes * part * Math.pow(pixels, BYTES_BY_PIXELS) * weight(rung.quality()) / weight((int) quality);
    }

    /// Bytes of a picture at that quality, compared with the finest: measured on camera pictures, roughly the same for all.
    private static double weight(int quality) {
        return 0.18 + quality / 250.0 + Math.pow(quality / 100.0, 6) * 0.6;
    }
}
