package dev.oriel.source;

import dev.oriel.ffmpeg.H264Unit;
import dev.oriel.ffmpeg.VideoPacket;
import dev.oriel.frame.Codec;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Size;
import dev.oriel.hub.Track;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.limits.PictureLimits;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A camera's video as its source sends it, H.264, on a track beside that of the camera's pictures.
///
/// It is offered while the settings change nothing of the picture: what is passed on as it comes has passed no filter and is not turned. While
/// the source runs, a key frame also has to be there that viewers can begin at.
///
/// Threads: any. Each run of the source has a [Run] of its own, and those of runs that are over do nothing.
public final class SourceVideo {
    private final Track track;
    private final Supplier<CameraSettings> settings;
    private final Supplier<Look> look;
    private final PictureLimits limits;
    private final MemoryBudget.Reservation memory;
    private long runs;
    /// The number of the run that gives packets, guarded by this, as everything below; 0 for none.
    private long running;
    /// Runs with a lower number are over.
    private long oldest;
    /// The size of its newest picture; null while the source has given none, or none that is shown as it comes.
    private @Nullable Size size;
    /// A key frame has been published in the run that gives packets, and everything since.
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
    public synchronized @Nullable Track offered() {
        return size != null && isShownAsItComes(size) && (running == 0 || flows()) ? track : null;
    }

    private boolean flows() {
        return whole && track.keepsKeyFrame();
    }

    private boolean isShownAsItComes(Size given) {
        var now = settings.get();
        return !now.reshapes() && now.fps() == null && (now.size() == null || now.size().equals(given)) && look.get().isWhole();
    }

    /// Another source follows, of which nothing is known yet.
    public synchronized void forget() {
        oldest = runs + 1;
        size = null;
        end();
    }

    private void end() {
        running = 0;
        drop();
    }

    private void drop() {
        whole = false;
        track.expire();
        memory.resize(0);
    }

    /// The video of one run of the source, which begins with its first packet.
    synchronized Run run() {
        return new Run(++runs);
    }

    /// One run of the source.
    ///
    /// Threads: that of the run; [#isWatched] any.
    final class Run {
        private final long number;

        private Run(long number) {
            this.number = number;
        }

        /// Publishes the access unit of a packet, from the first key frame on.
        ///
        /// @return true when it was published
        boolean publish(VideoPacket packet, long capturedAtMicros) {
            var unit = packet.h264();
            synchronized (SourceVideo.this) {
                boolean passes = false;
                try {
                    passes = passes(unit);
                } finally {
                    if (!passes && unit != null) {
                        unit.content().release();
                    }
                }
                if (!passes || unit == null) {
                    return false;
                }
                track.publish(unit.content(), unit.isKeyFrame(), unit.widthPixels(), unit.heightPixels(), capturedAtMicros);
                if (!memory.resize(Math.max(0, track.counts().heldBytes() - limits.ordinaryBytes() / 2))) {
                    track.expire(); // those who follow go on; others begin at a key frame for which there is room
                    memory.resize(0);
                }
                return true;
            }
        }

        private boolean passes(@Nullable H264Unit unit) {
            if (number < Math.max(oldest, running)) {
                return false;
            } else if (number > running) {
                end();
                running = number;
            }
            if (unit == null) {
                size = null;
                drop();
                return false;
            }
            var given = new Size(unit.widthPixels(), unit.heightPixels());
            if (unit.isKeyFrame()) {
                size = given;
                whole = true;
            }
            if (!whole || !isShownAsItComes(given)) {
                drop();
                return false;
            }
            return true;
        }

        /// Packets that follow do not build on those that came.
        void breaks() {
            synchronized (SourceVideo.this) {
                whole &= number != running;
            }
        }

        /// True while somebody takes the video of this run.
        boolean isWatched() {
            synchronized (SourceVideo.this) {
                return number == running && flows() && track.wanted();
            }
        }

        /// The run is over.
        void ends() {
            synchronized (SourceVideo.this) {
                if (number == running) {
                    end();
                }
            }
        }
    }
}
