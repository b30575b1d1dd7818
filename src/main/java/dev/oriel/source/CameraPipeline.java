package dev.oriel.source;

import dev.oriel.ffmpeg.Picture;
import dev.oriel.ffmpeg.VideoPacket;
import dev.oriel.frame.Jpeg;
import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.FrameCounts;
import dev.oriel.hub.Size;
import dev.oriel.hub.Track;
import dev.oriel.limits.LimitException;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.limits.PictureLimits;
import dev.oriel.source.PublicationGate.Ready;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The pipeline of one run of a camera: shapes what its source gives as the settings say, and decides what is encoded.
///
/// A picture passes the [JpegValidator], where it is a JPEG, the [PictureShaper] and the [PublicationGate]. A JPEG passes through byte for
/// byte unless it has to be turned, scaled or filtered, or lacks its Huffman tables. What needs no codec loads none.
///
/// Threads: [#jpeg], [#picture] and [#close] belong to the source's thread; everything else may be called by any.
/// Once [#stop] has returned nothing is published any more.
///
/// Errors: a broken picture is counted. What no later picture could do better either (FFmpeg's libraries are missing) ends the
/// run with a [ShapingException], whose message is the cause.
public final class CameraPipeline implements FrameSink, AutoCloseable {

    /// Who is told how the run goes, on the source's thread.
    public interface Listener {
        /// The source has opened; see [FrameSink#opened].
        void opened(String outcome, double fps);

        /// The first picture of this run has been published.
        void live();
    }

    /// Pictures in a row that a codec or the scaler fails at before it is clear that none will do.
    private static final int MOST_FAILURES = 10;
    /// The track, a ladder and an encoder of MPEG-1 may hold a picture each.
    private static final int HOLDERS = 3;

    private final Track track;
    private final Supplier<CameraSettings> settings;
    private final boolean scales;
    private final PictureLimits limits;
    private final Supplier<Look> look;
    private final Listener listener;
    private final FrameCounts counts;
    private final CameraSettings atStart;
    private final MemoryBudget.Reservation memory;
    private final JpegValidator validator;
    private final PublicationGate gate;
    private final LateEncoder late;
    private final FrameRateLimit rateLimit = new FrameRateLimit();

    private volatile @Nullable CameraSettings shownWith;
    private volatile long givenSize;
    private volatile String awaited = "";
    private Consumer<String> refused = words -> {};
    private @Nullable PictureShaper shaper;
    private int failures;

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
    public CameraPipeline(Track track, Form form, Listener listener, FrameCounts counts) {
        this.track = track;
        this.settings = form.settings;
        this.scales = form.scales;
        this.limits = form.limits;
        this.look = form.look;
        this.listener = listener;
        this.counts = counts;
        this.atStart = settings.get();
        memory = limits.memory().open();
        validator = new JpegValidator(limits, counts);
        gate = new PublicationGate(track, form.video == null ? null : form.video.run(), settings, listener::live);
        late = new LateEncoder(track, settings, limits, counts, gate::isStopped);
    }

    @Override
    public void jpeg(ByteBuf picture, long capturedAtMicros) {
        try {
            var now = settings.get();
            var scan = validator.whole(picture);
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
        return gate.wantsPictures();
    }

    @Override
    public void packet(VideoPacket packet, long capturedAtMicros) {
        gate.packet(packet, capturedAtMicros);
    }

    @Override
    public void breaks() {
        gate.breaks();
    }

    private boolean keeps(CameraSettings now, long capturedAtMicros) {
        if (gate.isStopped()) {
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
        boolean encodes = gate.isQuiet() || track.wantsContent();
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

    private PictureShaper shaper() throws IOException {
        if (shaper == null) {
            shaper = new PictureShaper(track.name(), limits);
        }
        return shaper;
    }

    private void publish(Ready picture) {
        if (gate.publish(picture) && picture.jpeg() == null) {
            late.runNow(); // where the demand came meanwhile
        }
    }

    @Override
    public boolean stopped() {
        return gate.isStopped();
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
        gate.stop();
    }

    /// Whether pictures go to the track, or only show that they could.
    void publishes(boolean now) {
        gate.quiet(!now);
    }

    /// Shows the first picture only when another sign of life follows it: the run before gave one picture and then nothing. To be called before
    /// the run begins.
    void withholdFirst() {
        gate.withholdFirst();
    }

    /// The settings' filter is another one: from now on nobody is given a picture that was made with the one before.
    void filterChanged() {
        gate.filterChanged();
    }

    /// Frames published in this run, with those that would have been if it did.
    public long published() {
        return gate.published();
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
        gate.countSign();
        late.runNow();
        var waiting = gate.takeWithheld();
        if (waiting != null) {
            publish(waiting);
        }
    }

    /// What the source said last that it waits for; empty for nothing but the next picture.
    String awaited() {
        return awaited;
    }

    /// How often a picture came, or was known to be the newest still.
    long signs() {
        return gate.signs();
    }

    /// Stops, and frees the codecs. After the source's run has returned.
    @Override
    public void close() {
        gate.close();
        counts.motionRatio(Double.NaN); // of no picture any more
        memory.close();
        validator.close();
        if (shaper != null) {
            shaper.close();
            shaper = null;
        }
    }
}
