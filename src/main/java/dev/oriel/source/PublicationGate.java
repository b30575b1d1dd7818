package dev.oriel.source;

import dev.oriel.ffmpeg.Picture;
import dev.oriel.ffmpeg.VideoPacket;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Track;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The gate between one run of a source and its camera's tracks: which pictures and packets of the run viewers are given, and what counts as
/// a sign of its life.
///
/// Nothing passes once it is stopped, and no picture that was made with another filter than the settings' own. A gate that is quiet only finds
/// out whether there are pictures. One that withholds keeps the first picture back until a second sign of life follows.
///
/// Threads: [#publish], [#packet] and [#takeWithheld] belong to the run's thread, which `live` is called on; everything else may be called by any.
/// Under its lock the gate calls the tracks and the settings, and nothing that waits.
///
/// Ownership: a picture passes to the gate, which gives it to the track or releases it.
final class PublicationGate implements AutoCloseable {

    /// A picture that is ready to be shown.
    ///
    /// @param jpeg    null where no viewer takes it
    /// @param decoded null where nothing is to be made of it
    /// @param made    the settings that it was made with
    record Ready(@Nullable ByteBuf jpeg, @Nullable Picture decoded, int widthPixels, int heightPixels,
            CameraSettings made, long capturedAtMicros) {
        private void release() {
            if (jpeg != null) {
                jpeg.release();
            }
            if (decoded != null) {
                decoded.close();
            }
        }
    }

    private final Track track;
    private final SourceVideo.@Nullable Run video;
    private final Supplier<CameraSettings> settings;
    private final Runnable live;
    private final Object lock = new Object();
    private final AtomicLong published = new AtomicLong();
    private final AtomicLong signs = new AtomicLong();
    /// Guarded by the lock, as is everything down to the withheld picture: the next one is the first that is shown with another filter.
    private boolean begins;
    private boolean withholds;
    /// A first picture that waits for a second sign of life.
    private @Nullable Ready withheld;
    private volatile boolean stopped;
    private volatile boolean quiet;

    /// @param video    the run's video; null for none
    /// @param settings as they stand
    /// @param live     told of the first picture, and of the first with each other filter, without the lock
    PublicationGate(Track track, SourceVideo.@Nullable Run video, Supplier<CameraSettings> settings, Runnable live) {
        this.track = track;
        this.video = video;
        this.settings = settings;
        this.live = live;
    }

    /// Publishes a picture.
    ///
    /// @return false when it is not shown, or not yet
    boolean publish(Ready picture) {
        boolean first;
        synchronized (lock) {
            // A picture that was begun with another filter may show what the new one is to hide.
            if (stopped || !picture.made.filter().equals(settings.get().filter())) {
                picture.release();
                return false;
            }
            signs.incrementAndGet();
            if (quiet) {
                picture.release();
            } else if (withholds) {
                withholds = false;
                withheld = picture;
                return false;
            } else {
                dropWithheld();
                track.publish(picture.jpeg, picture.decoded, picture.widthPixels, picture.heightPixels, picture.capturedAtMicros);
            }
            first = countPublished();
        }
        tellFirst(first);
        return true;
    }

    /// Publishes a packet of the video. One that somebody takes is a sign of life, as a picture is; the second one, where the first is
    /// not trusted.
    void packet(VideoPacket packet, long capturedAtMicros) {
        boolean first;
        synchronized (lock) {
            if (video == null || stopped || quiet || !video.publish(packet, capturedAtMicros) || !video.isWatched()) {
                return;
            }
            signs.incrementAndGet();
            if (withholds) {
                withholds = false;
                return;
            }
            if (!track.wanted()) {
                dropWithheld();
                track.expire();
            }
            first = countPublished();
        }
        tellFirst(first);
    }

    /// @return true for the first one of the run, or with another filter
    private boolean countPublished() {
        boolean first = published.incrementAndGet() == 1 || begins;
        begins = false;
        return first;
    }

    private void tellFirst(boolean first) {
        assert !Thread.holdsLock(lock);
        if (first) {
            live.run();
        }
    }

    private void dropWithheld() {
        if (withheld != null) {
            withheld.release();
            withheld = null;
        }
    }

    /// False while the packets of the video do, and none of their pictures is wanted.
    boolean wantsPictures() {
        return quiet || video == null || track.wanted() || !video.isWatched();
    }

    /// Packets of the video that follow do not build on those that came.
    void breaks() {
        if (video != null) {
            video.breaks();
        }
    }

    /// The source has given a sign of life that is no picture.
    void countSign() {
        signs.incrementAndGet();
    }

    /// The picture that is withheld, for the caller to [#publish] after another sign of life; else null. It is a sign of life only then.
    @Nullable
    Ready takeWithheld() {
        Ready waiting;
        synchronized (lock) {
            waiting = withheld;
            withheld = null;
        }
        if (waiting != null) {
            signs.decrementAndGet();
        }
        return waiting;
    }

    /// Says whether pictures go to the track, or only show that they could.
    void quiet(boolean now) {
        synchronized (lock) {
            quiet = now;
        }
    }

    /// True while nothing goes to the track.
    boolean isQuiet() {
        return quiet;
    }

    /// Withholds the first picture. To be called before the run begins.
    void withholdFirst() {
        synchronized (lock) {
            withholds = true;
        }
    }

    /// The settings' filter is another one: from now on nobody is given a picture that was made with the one before.
    ///
    /// Whatever makes something else of the track's pictures forgets them at a state that is not live, as it does when a run ends.
    void filterChanged() {
        synchronized (lock) {
            track.renounce();
            dropWithheld();
            begins = true;
        }
    }

    /// Closes the way to the track: once this has returned nothing is published any more.
    void stop() {
        synchronized (lock) {
            stopped = true;
        }
    }

    boolean isStopped() {
        return stopped;
    }

    /// Pictures and packets published, with those that would have been if the gate were not quiet.
    long published() {
        return published.get();
    }

    /// How often a picture came, or was known to be the newest still.
    long signs() {
        return signs.get();
    }

    /// Stops, and ends the video of the run.
    @Override
    public void close() {
        synchronized (lock) {
            stopped = true;
            dropWithheld();
        }
        if (video != null) {
            video.ends();
        }
    }
}
