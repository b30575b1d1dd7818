package dev.oriel.source;

import dev.oriel.ffmpeg.JpegEncoder;
import dev.oriel.ffmpeg.Picture;
import dev.oriel.ffmpeg.VideoPacket;
import dev.oriel.frame.FrameHeader;
import dev.oriel.frame.Jpeg;
import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.CoalescedTask;
import dev.oriel.hub.FrameCounts;
import dev.oriel.hub.Size;
import dev.oriel.hub.Track;
import dev.oriel.limits.LimitException;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.limits.PictureLimits;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sink of one run of a source: shapes what comes as the camera's settings say, and publishes it to the camera's track.
///
/// A JPEG passes through byte for byte unless it has to be turned, scaled or filtered, or lacks its Huffman tables. What needs no
/// codec loads none.
///
/// Threads: [#jpeg], [#picture] and [#close] belong to the source's thread; everything else may be called by any.
/// Once [#stop] has returned nothing is published any more.
///
/// Errors: a broken picture is counted. What no later picture could do better either (FFmpeg's libraries are missing) ends the
/// run with a [ShapingException], whose message is the cause.
public final class ShapingSink implements FrameSink, AutoCloseable {

    /// Who is told how the run goes, on the source's thread.
    public interface Listener {
        /// The source has opened; see [FrameSink#opened].
        void opened(String outcome, double fps);

        /// The first picture of this run has been published.
        void live();
    }

    /// A picture that is ready to be shown.
    ///
    /// @param jpeg    null where no viewer takes it
    /// @param decoded null where nothing is to be made of it
    private record Ready(@Nullable ByteBuf jpeg, @Nullable Picture decoded, int widthPixels, int heightPixels,
            CameraSettings made, long capturedAtMicros) {
        void release() {
            if (jpeg != null) {
                jpeg.release();
            }
            if (decoded != null) {
                decoded.close();
            }
        }
    }

    /// Pictures in a row that a codec or the scaler fails at before it is clear that none will do.
    private static final int MOST_FAILURES = 10;
    /// The track, a ladder and an encoder of MPEG-1 may hold a picture each.
    private static final int HOLDERS = 3;
    /// At least one picture in 16 is judged.
    private static final int MOST_DOUBLINGS = 4;

    private static final Logger LOG = LoggerFactory.getLogger(ShapingSink.class);

    private final Track track;
    private final Supplier<CameraSettings> settings;
    private final boolean scales;
    private final PictureLimits limits;
    private final Supplier<Look> look;
    private final SourceVideo.@Nullable Run video;
    private final Listener listener;
    private final FrameCounts counts;
    private final CameraSettings atStart;
    private final FrameRateLimit rateLimit = new FrameRateLimit();
    private final CoalescedTask late = new CoalescedTask(Thread::startVirtualThread, this::encodeNewest);
    private final MemoryBudget.Reservation memory;
    private final Object publishing = new Object();
    private final AtomicLong published = new AtomicLong();
    private final AtomicLong signs = new AtomicLong();
    /// Guarded by `publishing`: the next picture is the first that is shown with another filter.
    private boolean begins;
    /// Guarded by `publishing`.
    private boolean withholds;
    /// Guarded by `publishing`: a first picture that waits for a second sign of life.
    private @Nullable Ready withheld;

    private volatile boolean stopped;
    private volatile boolean quiet;
    private volatile @Nullable CameraSettings shownWith;
    private volatile long givenSize;
    private volatile String awaited = "";
    private Consumer<String> refused = words -> {};
    private @Nullable PictureShaper shaper;
    private int failures;
    private int cutInARow;
    private int unjudged;

    /// What becomes of the pictures.
    ///
    /// @param settings asked for each frame, so that changes show at once
    /// @param scales   true when pictures of another size than the settings' are scaled to it; false where the source has
    ///                 agreed on a size with its device, whose outcome then stands
    /// @param limits   what a picture may cost
    /// @param look     the part of each picture that is shown
    /// @param video    takes the packets of a video as they come; null for none
    public record Form(Supplier<CameraSettings> settings, boolean scales, PictureLimits limits, Supplier<Look> look,
            @Nullable SourceVideo video) {
        /// Whole pictures.
        public Form(Supplier<CameraSettings> settings, boolean scales, PictureLimits limits) {
            this(settings, scales, limits, Look.ALWAYS_WHOLE, null);
        }
    }

    /// @param counts of all runs of the source
    public ShapingSink(Track track, Form form, Listener listener, FrameCounts counts) {
        this.track = track;
        this.settings = form.settings;
        this.scales = form.scales;
        this.limits = form.limits;
        this.look = form.look;
        video = form.video == null ? null : form.video.run();
        this.listener = listener;
        this.counts = counts;
        this.atStart = settings.get();
        memory = limits.memory().open();
    }

    @Override
    public void jpeg(ByteBuf picture, long capturedAtMicros) {
        try {
            var now = settings.get();
            var scan = whole(picture);
            gives(scan.widthPixels(), scan.heightPixels());
            if (keeps(now, capturedAtMicros)) {
                shapeJpeg(picture, scan, now, capturedAtMicros);
            }
        } catch (IOException e) {
            failed(e);
        } finally {
            picture.release();
        }
    }

    /// Judges a picture by its markers, as this sink judges each: for whoever has to say so before it is given.
    ///
    /// @throws ProtocolException when it is no JPEG
    /// @throws LimitException    when it is larger than `limits.pixels` allows
    public static Jpeg scanned(ByteBuf picture, PictureLimits limits) throws ProtocolException, LimitException {
        var scan = Jpeg.scan(picture);
        limits.check(scan.widthPixels(), scan.heightPixels());
        return scan;
    }

    /// Judges what a source calls a JPEG, and cuts off what stands behind its end. Some cameras leave the end marker out: their pictures
    /// get it, where they decode to their last block.
    ///
    /// @throws ProtocolException when it is no JPEG, or is cut off
    private Jpeg whole(ByteBuf picture) throws IOException {
        var scan = scanned(picture, limits);
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
        boolean whole = shaper().isWhole(picture);
        counts.countDecoded();
        cutInARow = whole ? 0 : Math.min(cutInARow + 1, MOST_DOUBLINGS);
        unjudged = (1 << cutInARow) - 1;
        return whole;
    }

    /// One picture that cannot be shown is left out. What no later one could do better either ends the run, and so do many in a row.
    private void failed(IOException failure) {
        counts.countInvalid();
        refused.accept(Objects.requireNonNullElse(failure.getMessage(), "it cannot be decoded"));
        boolean another = failure instanceof ProtocolException
                || (!(failure instanceof LimitException) && failures < MOST_FAILURES);
        failures += failure instanceof ProtocolException ? 0 : 1;
        if (!another) {
            throw new ShapingException(failure);
        }
    }

    private void shapeJpeg(ByteBuf picture, Jpeg scan, CameraSettings now, long capturedAtMicros) throws IOException {
        var size = scales ? now.size() : null;
        if (!PictureShaper.shapes(now, size, look.get(), scan)) {
            withoutFilters();
            var whole = scan.hasHuffmanTables() ? picture.retain() : HuffmanTables.added(picture);
            shownWith = now;
            publish(new Ready(whole, null, scan.widthPixels(), scan.heightPixels(), now, capturedAtMicros));
            return;
        }
        try (var decoded = shaper().decode(picture)) {
            counts.countDecoded();
            encode(decoded, now, size, capturedAtMicros);
        }
    }

    private void withoutFilters() {
        if (shaper != null) {
            shaper.withoutFilters();
        }
        counts.motionRatio(Double.NaN);
    }

    @Override
    public void picture(Picture picture, long capturedAtMicros) {
        var now = settings.get();
        gives(picture.width(), picture.height());
        if (keeps(now, capturedAtMicros)) {
            try {
                encode(picture, now, scales ? now.size() : null, capturedAtMicros);
                failures = 0;
            } catch (IOException e) {
                failed(e);
            }
        }
    }

    @Override
    public boolean wantsPictures() {
        return quiet || video == null || track.wanted() || !video.isWatched();
    }

    /// A packet that somebody takes is a sign of life, as a picture is; the second one, where the first is not trusted.
    @Override
    public void packet(VideoPacket packet, long capturedAtMicros) {
        boolean first = false;
        synchronized (publishing) {
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
            first = published.incrementAndGet() == 1 || begins;
            begins = false;
        }
        if (first) {
            listener.live();
        }
    }

    @Override
    public void breaks() {
        if (video != null) {
            video.breaks();
        }
    }

    private boolean keeps(CameraSettings now, long capturedAtMicros) {
        if (stopped) {
            return false;
        }
        var limit = now.fps();
        if (limit == null || rateLimit.keeps(capturedAtMicros, limit)) {
            return true;
        }
        counts.countDropped();
        return false;
    }

    private void encode(Picture picture, CameraSettings now, @Nullable Size size, long capturedAtMicros) throws IOException {
        try (var shaped = shaper().shape(picture, now, size, look.get(), capturedAtMicros)) {
            counts.motionRatio(shaper().motionRatio());
            var ready = ready(shaped, now, capturedAtMicros);
            shownWith = now;
            publish(ready);
        }
    }

    /// A run that only looks encodes as well: it is to find out whether that can be done.
    private Ready ready(PictureShaper.Shaped shaped, CameraSettings now, long capturedAtMicros) throws IOException {
        boolean encodes = quiet || track.wantsContent();
        var decoded = kept(shaped, !encodes || track.wantsPictures());
        boolean done = false;
        try {
            var jpeg = encodes || decoded == null ? shaper().encode(shaped, now.quality()) : null;
            if (jpeg != null) {
                counts.countEncoded();
            }
            done = true;
            return new Ready(jpeg, decoded, shaped.widthPixels(), shaped.heightPixels(), now, capturedAtMicros);
        } finally {
            if (!done && decoded != null) {
                decoded.close();
            }
        }
    }

    /// The picture as the track and its relays may hold it, or null where there is no memory for that: then they have to decode the JPEG.
    private @Nullable Picture kept(PictureShaper.Shaped shaped, boolean isOfUse) throws IOException {
        long bytes = isOfUse ? HOLDERS * shaped.picture().bytes() : 0;
        return memory.resize(Math.max(0, bytes - limits.ordinaryBytes() / 2)) && isOfUse ? shaped.picture().share() : null;
    }

    /// One more viewer takes JPEGs, and the newest picture may not be encoded.
    ///
    /// Threads: any.
    void contentDue() {
        late.request();
    }

    /// Encodes the newest picture where a viewer waits for that.
    private void encodeNewest() {
        var newest = track.newestPacket();
        if (newest == null) {
            return;
        }
        try {
            var carried = newest.picture();
            if (carried != null && !newest.hasContent() && !stopped && track.wantsContent()) {
                encodeLate(Picture.of(carried), newest.header());
            }
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            LOG.debug("{}: the newest picture is not encoded yet: {}", track.name(), e.toString()); // a sign of the source is the next try
        } finally {
            newest.release();
        }
    }

    private void encodeLate(Picture picture, FrameHeader header) throws IOException {
        try (picture; var encoder = new JpegEncoder(limits.ordinarily(0))) {
            var jpeg = encoder.encode(picture, settings.get().quality(), header.widthPixels(), header.heightPixels());
            counts.countEncoded();
            track.fill(jpeg, track.wantsPictures() ? picture.share() : null, header);
        }
    }

    private PictureShaper shaper() throws IOException {
        if (shaper == null) {
            shaper = new PictureShaper(track.name(), limits);
        }
        return shaper;
    }

    private void publish(Ready picture) {
        boolean first;
        synchronized (publishing) {
            // What another filter was to hide, since this picture was begun, may be in it.
            if (stopped || !picture.made.filter().equals(settings.get().filter())) {
                picture.release();
                return;
            }
            signs.incrementAndGet();
            if (quiet) {
                picture.release();
            } else if (withholds) {
                withholds = false;
                withheld = picture;
                return;
            } else {
                dropWithheld();
                track.publish(picture.jpeg, picture.decoded, picture.widthPixels, picture.heightPixels, picture.capturedAtMicros);
            }
            first = published.incrementAndGet() == 1 || begins;
            begins = false;
        }
        if (first) {
            listener.live();
        }
        if (picture.jpeg == null) {
            late.runNow(); // where the demand came meanwhile
        }
    }

    @Override
    public boolean stopped() {
        return stopped;
    }

    @Override
    public CameraSettings settings() {
        return atStart;
    }

    @Override
    public FrameCounts counts() {
        return counts;
    }

    @Override
    public PictureLimits limits() {
        return limits;
    }

    @Override
    public void opened(String outcome, double fps) {
        listener.opened(outcome, fps);
    }

    /// Asks the source to end its run, and closes the way to the track.
    public void stop() {
        synchronized (publishing) {
            stopped = true;
        }
    }

    /// Whether pictures go to the track, or only show that they could.
    void publishes(boolean now) {
        synchronized (publishing) {
            quiet = !now;
        }
    }

    /// Shows the first picture only when another sign of life follows it: the run before gave one picture and then nothing. To be called before
    /// the run begins.
    void withholdFirst() {
        synchronized (publishing) {
            withholds = true;
        }
    }

    /// With `publishing` held.
    private void dropWithheld() {
        if (withheld != null) {
            withheld.release();
            withheld = null;
        }
    }

    /// The settings' filter is another one: from now on nobody is given a picture that was made with the one before.
    ///
    /// Whatever makes something else of the track's pictures forgets them at a state that is not live, as it does when a run ends.
    void filterChanged() {
        synchronized (publishing) {
            track.renounce();
            dropWithheld();
            begins = true;
        }
    }

    /// Frames published in this run, with those that would have been if it did.
    public long published() {
        return published.get();
    }

    /// The settings that the newest picture was made with, or null where there is none.
    @Nullable
    CameraSettings shownWith() {
        return shownWith;
    }

    private void gives(int widthPixels, int heightPixels) {
        givenSize = (long) widthPixels << 32 | heightPixels;
    }

    /// The size of the pictures as they come, before any shaping; null where none has come.
    @Nullable
    Size given() {
        long packed = givenSize;
        return packed == 0 ? null : new Size((int) (packed >> 32), (int) packed);
    }

    @Override
    public void awaits(String cause) {
        awaited = cause;
    }

    @Override
    public void onRefused(Consumer<String> listener) {
        refused = listener;
    }

    @Override
    public void unchanged() {
        signs.incrementAndGet();
        late.runNow();
        Ready waiting;
        synchronized (publishing) {
            waiting = withheld;
            withheld = null;
        }
        if (waiting != null) {
            signs.decrementAndGet(); // it is counted as it is published
            publish(waiting);
        }
    }

    /// What the source said last that it waits for; empty for nothing but the next picture.
    String awaited() {
        return awaited;
    }

    /// How often a picture came, or was known to be the newest still.
    long signs() {
        return signs.get();
    }

    /// Stops, and frees the codecs. After the source's run has returned.
    @Override
    public void close() {
        stop();
        synchronized (publishing) {
            dropWithheld();
        }
        counts.motionRatio(Double.NaN); // of no picture any more
        memory.close();
        if (video != null) {
            video.ends();
        }
        if (shaper != null) {
            shaper.close();
            shaper = null;
        }
    }
}
