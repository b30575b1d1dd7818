package dev.oriel.view;

import dev.oriel.filter.Ladder;
import dev.oriel.filter.Rung;
import dev.oriel.filter.Seat;
import dev.oriel.frame.Packet;
import dev.oriel.hub.Camera;
import dev.oriel.hub.TrackState;
import dev.oriel.view.RungChoice.Choice;
import dev.oriel.view.RungChoice.Reason;
import org.jspecify.annotations.Nullable;

/// One camera on one viewer's connection: how the viewer wants it, at which rung it comes, and what was said of it.
///
/// Threads: the connection's event loop.
final class Watched {
    private static final Choice UNTOUCHED = new Choice(Rung.SOURCE, 0, Reason.SOURCE);

    final Seat seat;
    final DeviceLimit device = new DeviceLimit();
    private final Ladder ladder;
    private final RungChoice rungs = new RungChoice();
    private final SourceRate source;
    private Camera camera;
    private Wish wish = Wish.DEFAULT;
    private Choice choice = UNTOUCHED;
    private boolean chosen;
    private double bytesPerSecond;
    private double servedAt;
    private long lastId;
    private int sourceWidthPixels;
    private int sourceHeightPixels;
    private RateLimit rate = RateLimit.NONE;
    private LiveMessages.@Nullable Rendition announced;
    private boolean chosenAnew;
    private @Nullable TrackState toldState;
    private @Nullable OrientFeed orient;

    Watched(Camera camera, Ladder ladder, Seat seat, long nowNanos) {
        this.camera = camera;
        this.ladder = ladder;
        this.seat = seat;
        source = new SourceRate(camera.track(), nowNanos);
    }

    Camera camera() {
        return camera;
    }

    /// Leaves its seat, and hears no more of the camera.
    void close() {
        seat.close();
        if (orient != null) {
            orient.close();
        }
    }

    /// Tells the viewer where the camera looks, from now on.
    void tellOrient(Outlet outlet) {
        if (orient == null) {
            orient = new OrientFeed(outlet, index());
        }
        orient.follow(camera);
    }

    /// The camera has become one of another kind, with the same name and track.
    void camera(Camera next) {
        camera = next;
    }

    int index() {
        return camera.track().index();
    }

    /// The state that the viewer was told last, null before the first.
    @Nullable
    TrackState toldState() {
        return toldState;
    }

    void toldState(TrackState told) {
        toldState = told;
    }

    Wish wish() {
        return wish;
    }

    void wish(Wish next) {
        wish = next;
        limit();
        level();
    }

    /// What the viewer can show goes to the camera's source, also where its bandwidth carries less for now.
    private void level() {
        seat.level(wish.level(sourceHeightPixels == 0 ? 0 : (double) sourceWidthPixels / sourceHeightPixels));
    }

    private void sourceSize(int widthPixels, int heightPixels) {
        if (widthPixels != sourceWidthPixels || heightPixels != sourceHeightPixels) {
            sourceWidthPixels = widthPixels;
            sourceHeightPixels = heightPixels;
            level();
        }
    }

    // --- which rung

    /// What the choice depends on but for the share, or null while the camera has no picture.
    ///
    /// @param floorFps frames per second that are kept as long as there is size to give up
    @Nullable
    Situation situation(double floorFps, long nowNanos) {
        var newest = camera.track().newest();
        source.measure(nowNanos);
        if (newest == null || !ladder.isAvailable()) {
            return null;
        }
        sourceSize(newest.widthPixels(), newest.heightPixels());
        return new Situation(sourceWidthPixels, newest.heightPixels(), source.fps(), this::bytes, camera.settings().quality(),
                wish,
                floorFps, 0, device.fps());
    }

    private double bytes(Rung rung) {
        return ladder.tally().bytes(rung, sourceWidthPixels, sourceBytes(), camera.settings().quality());
    }

    /// Of the source's JPEGs, or as they would be where the pictures are encoded for renditions only.
    private double sourceBytes() {
        return source.frameBytes() > 0
                ? source.frameBytes()
                : ladder.tally().sourceBytes((long) sourceWidthPixels * sourceHeightPixels, camera.settings().quality());
    }

    /// Chooses a rung for a share of the bandwidth, and takes the place on it.
    void share(Situation situation, double share, long nowNanos) {
        bytesPerSecond = share;
        choice = rungs.choose(situation.with(share), nowNanos);
        chosen = true;
        chosenAnew = true;
        seat.change(choice.rung());
        limit();
    }

    /// No rung can be chosen; where none can be encoded, the source has to do.
    void shareUnknown() {
        if (!ladder.isAvailable()) {
            choice = UNTOUCHED;
            chosenAnew = true;
            seat.change(Rung.SOURCE);
        }
    }

    /// True when there is a picture, and no rung was chosen for it yet.
    boolean isNew() {
        return !chosen && camera.track().newest() != null && ladder.isAvailable();
    }

    private void limit() {
        double fps = device.fps();
        if (wish.maxFps() > 0) {
            fps = Math.min(fps, wish.maxFps());
        }
        double limit = fps == Double.POSITIVE_INFINITY ? 0 : fps;
        if (limit != rate.fps()) {
            rate = new RateLimit(limit);
        }
    }

    // --- when

    /// When the next picture may go out as far as the wished rate is concerned.
    long dueAtNanos() {
        return rate.dueAtNanos();
    }

    /// True when there is a picture to wait for: one that the source has, or one that an encoder has to be asked for.
    boolean isPending() {
        return !seat.rung().isSource() || seat.hasNews();
    }

    /// How long before its time a picture is to be asked for: as long as one takes to be decoded and encoded, and a little.
    long leadNanos() {
        var rung = seat.rung();
        return rung.isSource() ? 0 : Math.clamp(1_500 * ladder.tally().microsPerFrame(rung) + 2_000_000, 5_000_000, 50_000_000);
    }

    /// Bytes of the next picture: as it lies there, or as those of its rung are.
    int nextBytes() {
        int available = seat.availableBytes();
        return available > 0 ? available : (int) Math.max(1, bytes(seat.rung()));
    }

    /// When, in virtual time, the next picture would have been served if each camera had a line of its own as wide as its share.
    /// Who was served late, because an encoder had to be waited for, may be so much earlier the next time, but by one picture at most.
    double dueAt(double virtualNow) {
        double seconds = bytesPerSecond <= 0 || bytesPerSecond == Double.POSITIVE_INFINITY ? 0 : nextBytes() / bytesPerSecond;
        return Math.max(servedAt + seconds, virtualNow - seconds);
    }

    void servedAt(double virtualTime) {
        servedAt = virtualTime;
    }

    /// The number of the last picture that went out on this connection, 0 before the first.
    long lastId() {
        return lastId;
    }

    // --- what goes out

    /// Notes that a picture goes out.
    void sent(long id, long nowNanos) {
        rate.passed(nowNanos);
        lastId = id;
    }

    /// What has to be said before that picture goes out, or null when it is like the one before.
    LiveMessages.@Nullable Rendition change(Packet frame) {
        int width = frame.header().widthPixels();
        int height = frame.header().heightPixels();
        var before = announced;
        if (!chosenAnew && before != null && before.widthPixels() == width && before.heightPixels() == height) {
            return null;
        }
        chosenAnew = false;
        var rung = choice.rung();
        var next = new LiveMessages.Rendition(width, height, rung.isSource() ? null : rung.quality(), choice.reason().word());
        if (next.equals(before)) {
            return null;
        }
        announced = next;
        return next;
    }
}
