package dev.oriel.source;

import dev.oriel.ffmpeg.H264Unit;
import dev.oriel.ffmpeg.VideoPacket;
import dev.oriel.frame.Codec;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Flip;
import dev.oriel.hub.Size;
import dev.oriel.hub.Track;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.limits.PictureLimits;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A camera's video as its source sends it, H.264, on a track beside that of the camera's pictures.
///
/// It is offered while the settings change nothing of the picture: what is passed on as it comes has passed no filter and is not turned.
///
/// Threads: any; packets come on the thread of the one run that the source has.
public final class SourceVideo {
    private final Track track;
    private final Supplier<CameraSettings> settings;
    private final Supplier<Look> look;
    /// The size of its newest picture; null while the source has given none.
    private volatile @Nullable Size size;
    private final PictureLimits limits;
    private final MemoryBudget.Reservation memory;
    /// A key frame has been published, and everything since.
    private boolean whole;

    /// @param pictures the camera's track
    /// @param settings as they stand
    /// @param look     the part of each picture that is shown
    /// @param limits   whose memory its packets take
    public SourceVideo(Track pictures, Supplier<CameraSettings> settings, Supplier<Look> look, PictureLimits limits) {
        this.limits = limits;
        memory = limits.memory().open();
        track = pictures.beside(Codec.H264);
        this.settings = settings;
        this.look = look;
    }

    /// True while somebody wants the video.
    public boolean wanted() {
        return track.wanted();
    }

    /// Names the one listener that is told when [#wanted] may have changed.
    void onDemandChanged(Runnable listener) {
        track.onDemandChanged(listener);
    }

    /// The track where the source gives H.264, as far as is known, and it may be shown as it comes; else null.
    public @Nullable Track offered() {
        var given = size;
        return given != null && isShownAsItComes(given) ? track : null;
    }

    private boolean isShownAsItComes(Size given) {
        var now = settings.get();
        return now.rotate() == 0 && now.flip() == Flip.NONE && now.filter().isBlank() && now.fps() == null
                && (now.size() == null || now.size().equals(given)) && look.get().isWhole();
    }

    /// A run of the source begins.
    void begins() {
        whole = false;
    }

    /// The run is over.
    void ends() {
        track.expire();
        memory.resize(0);
    }

    /// Another source follows, of which nothing is known yet.
    public void forget() {
        size = null;
    }

    /// The access unit of a packet, or null where there is none; the caller passes it to [#publish].
    @Nullable
    H264Unit read(VideoPacket packet) {
        var unit = packet.h264();
        whole &= unit != null;
        return unit;
    }

    /// Publishes an access unit, from the first key frame on, and takes it over.
    void publish(H264Unit unit, long capturedAtMicros) {
        var given = new Size(unit.widthPixels(), unit.heightPixels());
        if (unit.isKeyFrame()) {
            size = given;
            whole = true;
        }
        if (whole && isShownAsItComes(given)) {
            track.publish(unit.content(), unit.isKeyFrame(), given.width(), given.height(), capturedAtMicros);
            if (!memory.resize(Math.max(0, track.counts().heldBytes() - limits.ordinaryBytes() / 2))) {
                whole = false;
                ends();
            }
        } else {
            whole = false;
            unit.content().release();
        }
    }
}
