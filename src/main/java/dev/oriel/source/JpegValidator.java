package dev.oriel.source;

import dev.oriel.ffmpeg.JpegDecoder;
import dev.oriel.frame.Jpeg;
import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.FrameCounts;
import dev.oriel.limits.LimitException;
import dev.oriel.limits.PictureLimits;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The judge of what a source calls a JPEG: by its markers, and where its end is missing, by decoding it.
///
/// Threads: one at a time. Ownership: pictures stay the caller's, and may be shorter or longer afterwards.
public final class JpegValidator implements AutoCloseable {
    /// At least one picture in 16 is judged.
    private static final int MOST_DOUBLINGS = 4;

    private final PictureLimits limits;
    private final FrameCounts counts;
    private @Nullable JpegDecoder decoder;
    private int cutInARow;
    private int unjudged;

    /// @param limits what a picture may cost
    /// @param counts where a picture is counted that was decoded
    JpegValidator(PictureLimits limits, FrameCounts counts) {
        this.limits = limits;
        this.counts = counts;
    }

    /// Judges a picture by its markers, as each camera's are judged: for whoever has to say so before it is given.
    ///
    /// @throws ProtocolException when it is no JPEG
    /// @throws LimitException    when it is larger than `limits.pixels` allows
    public static Jpeg scan(ByteBuf picture, PictureLimits limits) throws ProtocolException, LimitException {
        var scan = Jpeg.scan(picture);
        limits.check(scan.widthPixels(), scan.heightPixels());
        return scan;
    }

    /// Judges a picture, and cuts off what stands behind its end. Some cameras leave the end marker out: their pictures get it, where they
    /// decode to their last block.
    ///
    /// @throws ProtocolException when it is no JPEG, or is cut off
    Jpeg whole(ByteBuf picture) throws IOException {
        var scan = scan(picture, limits);
        if (scan.isComplete()) {
            picture.writerIndex(picture.readerIndex() + scan.bytes());
        } else if (isWholeButForItsEnd(picture)) {
            picture.writeShort(0xff00 | Jpeg.EOI);
        } else {
            throw new ProtocolException("a JPEG that is cut off");
        }
        return scan;
    }

    /// To judge costs as much as to show: of pictures that are cut off, the more come in a row, the fewer are judged.
    private boolean isWholeButForItsEnd(ByteBuf picture) throws IOException {
        if (unjudged > 0) {
            unjudged--;
            return false;
        }
        boolean whole = decodes(picture);
        counts.countDecoded();
        cutInARow = whole ? 0 : Math.min(cutInARow + 1, MOST_DOUBLINGS);
        unjudged = (1 << cutInARow) - 1;
        return whole;
    }

    private boolean decodes(ByteBuf picture) throws IOException {
        if (decoder == null) {
            decoder = JpegDecoder.ofWholePictures(limits.ordinarily(0)); // the camera's ordinary memory is its other decoder's
        }
        try (var judged = decoder.decode(picture)) {
            return judged.width() > 0;
        } catch (ProtocolException _) {
            return false;
        }
    }

    @Override
    public void close() {
        if (decoder != null) {
            decoder.close();
            decoder = null;
        }
    }
}
