package dev.oriel.source;

import dev.oriel.ffmpeg.JpegEncoder;
import dev.oriel.ffmpeg.Picture;
import dev.oriel.frame.FrameHeader;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.CoalescedTask;
import dev.oriel.hub.FrameCounts;
import dev.oriel.hub.Track;
import dev.oriel.limits.PictureLimits;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The encoder of a track's newest picture, where it was published decoded and a viewer comes later who takes JPEGs: the next picture may
/// be a minute away.
///
/// Threads: any; one picture is encoded at a time. Ownership: the newest picture is the track's, and so is the JPEG.
///
/// Errors: a picture that cannot be encoded now is tried again with the next request.
final class LateEncoder {
    private static final Logger LOG = LoggerFactory.getLogger(LateEncoder.class);

    private final Track track;
    private final Supplier<CameraSettings> settings;
    private final PictureLimits limits;
    private final FrameCounts counts;
    private final BooleanSupplier stopped;
    private final CoalescedTask encoding = new CoalescedTask(Thread::startVirtualThread, this::encodeNewest);

    /// @param settings for the quality, as they stand
    /// @param stopped  true once nothing is to be encoded any more
    LateEncoder(Track track, Supplier<CameraSettings> settings, PictureLimits limits, FrameCounts counts,
            BooleanSupplier stopped) {
        this.track = track;
        this.settings = settings;
        this.limits = limits;
        this.counts = counts;
        this.stopped = stopped;
    }

    /// Encodes on a thread of its own.
    void request() {
        encoding.request();
    }

    /// Encodes on the caller's thread, unless another one does.
    void runNow() {
        encoding.runNow();
    }

    /// Encodes the newest picture where a viewer waits for that.
    private void encodeNewest() {
        var newest = track.newestPacket();
        if (newest == null) {
            return;
        }
        try {
            var carried = newest.picture();
            if (carried != null && !newest.hasContent() && !stopped.getAsBoolean() && track.wantsContent()) {
                encode(Picture.of(carried), newest.header());
            }
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            LOG.debug("{}: the newest picture is not encoded yet: {}", track.name(), e.toString()); // a sign of the source is the next try
        } finally {
            newest.release();
        }
    }

    private void encode(Picture picture, FrameHeader header) throws IOException {
        try (picture; var encoder = new JpegEncoder(limits.ordinarily(0))) {
            var jpeg = encoder.encode(picture, settings.get().quality(), header.widthPixels(), header.heightPixels());
            counts.countEncoded();
            track.fill(jpeg, track.wantsPictures() ? picture.share() : null, header);
        }
    }
}
