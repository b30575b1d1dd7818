package dev.oriel.filter;

import dev.oriel.ffmpeg.JpegDecoder;
import dev.oriel.ffmpeg.JpegEncoder;
import dev.oriel.ffmpeg.Picture;
import dev.oriel.frame.Packet;
import dev.oriel.limits.PictureLimits;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The codecs of one camera's ladder, and the picture that was decoded last.
///
/// Threads: one at a time.
final class Bench implements AutoCloseable {
    private static final int MOST_HALVINGS = 3;

    private final PictureLimits limits;
    private final Map<Rung, JpegEncoder> encoders = new HashMap<>();
    private @Nullable JpegDecoder decoder;
    private @Nullable Picture picture;
    private long pictureNumber;
    private int pictureHalvings;

    /// @param limits what a picture may cost
    Bench(PictureLimits limits) {
        this.limits = limits;
    }

    /// The picture of a frame, which stays this bench's: at a reduced size where that still has `widthPixels`.
    ///
    /// @throws dev.oriel.frame.ProtocolException when it cannot be decoded
    Picture decode(Packet frame, int widthPixels) throws IOException {
        if (!holds(frame, widthPixels)) {
            closePicture();
            var carried = frame.picture();
            pictureHalvings = carried == null ? halvings(frame.header().widthPixels(), widthPixels) : 0;
            picture = carried == null ? decoded(frame) : Picture.of(carried);
            pictureNumber = frame.header().sequence();
        }
        return java.util.Objects.requireNonNull(picture);
    }

    private Picture decoded(Packet frame) throws IOException {
        if (decoder == null) {
            decoder = new JpegDecoder(limits);
        }
        var jpeg = frame.content();
        try {
            return decoder.decode(jpeg, pictureHalvings);
        } finally {
            jpeg.release();
        }
    }

    /// True when [#decode] would have to decode.
    boolean decodes(Packet frame, int widthPixels) {
        return frame.picture() == null && !holds(frame, widthPixels);
    }

    private boolean holds(Packet frame, int widthPixels) {
        return picture != null && pictureNumber == frame.header().sequence()
                && pictureHalvings <= halvings(frame.header().widthPixels(), widthPixels);
    }

    static int halvings(int sourceWidthPixels, int widthPixels) {
        int halvings = 0;
        while (halvings < MOST_HALVINGS && sourceWidthPixels >> (halvings + 1) >= widthPixels) {
            halvings++;
        }
        return halvings;
    }

    /// The JPEG of a picture at one rung, which is the caller's.
    ByteBuf encode(Picture from, Rung rung, int widthPixels, int heightPixels) throws IOException {
        var encoder = encoders.get(rung);
        if (encoder == null) {
            encoder = new JpegEncoder(limits);
            encoders.put(rung, encoder);
        }
        return encoder.encode(from, rung.quality(), widthPixels, heightPixels);
    }

    /// Frees what other rungs than these need.
    void keepOnly(Collection<Rung> rungs) {
        encoders.entrySet().removeIf(entry -> {
            if (rungs.contains(entry.getKey())) {
                return false;
            }
            entry.getValue().close();
            return true;
        });
        if (rungs.isEmpty()) {
            closePicture();
            if (decoder != null) {
                decoder.close();
                decoder = null;
            }
        }
    }

    private void closePicture() {
        if (picture != null) {
            picture.close();
            picture = null;
        }
    }

    @Override
    public void close() {
        keepOnly(java.util.List.of());
    }
}
