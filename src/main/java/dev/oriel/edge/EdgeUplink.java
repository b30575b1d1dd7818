package dev.oriel.edge;

import dev.oriel.frame.FrameHeader;
import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.ImageControls;
import dev.oriel.hub.RemoteControls;
import dev.oriel.hub.RemoteJournal;
import dev.oriel.hub.SettingsChange;
import dev.oriel.hub.SettingsJournal;
import dev.oriel.hub.SettingsPatch;
import dev.oriel.hub.TrackState;
import dev.oriel.limits.LimitException;
import dev.oriel.orient.OrientJson;
import dev.oriel.orient.OrientState;
import dev.oriel.orient.Orientable;
import dev.oriel.orient.RemoteOrient;
import dev.oriel.source.JpegValidator;
import dev.oriel.time.Clocks;
import io.netty.buffer.ByteBuf;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One camera of an edge, published here: what the edge says of it, its pictures, and what the edge is told of its viewers.
///
/// A picture that comes while nobody watches is let go unseen.
///
/// Threads: its connection's, but for what says otherwise.
final class EdgeUplink implements Publisher, RemoteCamera {
    /// For whatever is small.
    static final int BASE_BYTES = 16 * 1024;
    /// The edge is told that nobody watches when the last viewer has been gone for so long.
    static final Duration OFF_AFTER = Duration.ofSeconds(1);
    /// The source here goes on for longer than the edge does: one that comes back meanwhile is told that somebody watches, and sends the
    /// newest picture again.
    static final Duration RUNS_ON = Duration.ofSeconds(2);
    private static final long DESCRIBED_APART_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long UPDATES_PER_SECOND = 64;
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    /// A watched camera that is said to be well may give no picture for so long.
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int MOST_HEIGHT = 0xffff;

    private final Publications publications;
    private final EdgeLink link;
    private final String name;
    private final PublisherMemory memory;
    private final Clocks clocks;
    private final NewestPicture newest;
    private final CameraIntake intake;
    private final DemandFeed feed = new DemandFeed();
    private volatile OfferedCamera description;
    private @Nullable OfferedCamera next;
    private long describedNanos;
    private long secondNanos;
    private long updates;
    private long lastNumber = -1;
    private volatile long shownNanos;
    private volatile double mostFps;
    private boolean closed;
    private volatile @Nullable RemoteOrient orient;

    /// @param memory given back by this
    EdgeUplink(Publications publications, EdgeLink link, OfferedCamera description, PublisherMemory memory) {
        this.publications = publications;
        this.link = link;
        this.description = description;
        this.memory = memory;
        name = description.name();
        clocks = publications.clocks();
        intake = new CameraIntake(publications, this);
        newest = new NewestPicture(memory, (number, words) -> link.execute(() -> link.refused(this, words)), this::isWell);
        long nowNanos = clocks.nowNanos();
        describedNanos = nowNanos - DESCRIBED_APART_NANOS;
        secondNanos = nowNanos;
        shownNanos = nowNanos;
        turns(description.orient());
    }

    private void turns(@Nullable OrientState state) {
        var known = orient;
        if (state == null) {
            orient = null;
        } else if (known == null) {
            orient = new RemoteOrient(state, this::tell,
                    task -> Thread.ofVirtual().name("oriel-edge-orient-" + name).start(task));
        } else {
            known.said(state);
        }
    }

    /// The edge says where the camera looks.
    void turned(JsonObject message) {
        var known = orient;
        if (known != null) {
            known.said(OrientJson.readWhatIsSaid(message));
        }
    }

    private JsonObject tell(String type, JsonObject words) {
        var result = new JsonObject();
        link.ask(new JsonObject().put("camera", name).put("command", type).put("words", words), answer -> {
            var said = answer.getJsonObject("result");
            if (said != null) {
                result.mergeIn(said);
                var known = orient;
                if (known != null) {
                    known.answered(said);
                }
                if (type.equals(RemoteJournal.TYPE) && said.containsKey("now")) {
                    settled(said.getJsonObject("now"));
                }
            }
        });
        return result;
    }

    @Override
    public @Nullable Orientable orientation() {
        return orient;
    }

    @Override
    public @Nullable ImageControls controls() {
        return description.capabilities().contains("controls") ? new RemoteControls(this::tell) : null;
    }

    /// Takes the place at the camera.
    void open() throws RefusedException {
        intake.open(Intake.Content.PICTURES, newest);
    }

    // --- what the edge says of it

    /// The edge describes it anew. A change of the filter counts at once, anything else at most four times a second.
    ///
    /// @throws RefusedException when it does so all too often
    void describe(OfferedCamera now) throws RefusedException {
        long nowNanos = clocks.nowNanos();
        if (nowNanos - secondNanos > SECOND_NANOS) {
            secondNanos = nowNanos;
            updates = 0;
        }
        if (++updates > UPDATES_PER_SECOND) {
            throw new RefusedException(RefusedException.Reason.UPLOADS,
                    "more than " + UPDATES_PER_SECOND + " descriptions of " + name + " within a second");
        }
        next = now;
        boolean filters = !now.settings().filter().equals(description.settings().filter());
        if (filters || nowNanos - describedNanos >= DESCRIBED_APART_NANOS) {
            settle();
        }
    }

    /// The edge says what state it is in.
    void state(TrackState state) throws RefusedException {
        describe((next == null ? description : next).in(state));
    }

    private void settle() {
        var now = next;
        if (now == null) {
            return;
        }
        next = null;
        describedNanos = clocks.nowNanos();
        var before = description;
        description = now;
        turns(now.orient());
        if (closed) {
            return;
        }
        if (!now.settings().filter().equals(before.settings().filter())) {
            newest.clear();
            intake.filterChanged();
        }
        if (!Objects.equals(now.absence(), before.absence())) {
            intake.stateChanged();
        }
    }

    // --- pictures

    /// A picture has come.
    ///
    /// @param picture the caller's to release
    /// @param whole   false where there was no room for more than its beginning
    void picture(FrameHeader header, ByteBuf picture, boolean whole) {
        if (!feed.isWatched()) {
            return;
        }
        if (header.sequence() == lastNumber) {
            return; // sent again
        }
        var problem = whole ? problem(header, picture) : "there is no memory left for it (limits.memory)";
        if (problem == null && !memory.set(PublisherMemory.Part.PICTURE, picture.readableBytes())) {
            problem = PublisherMemory.refused().words();
        }
        if (problem != null) {
            link.refused(this, problem);
            return;
        }
        lastNumber = header.sequence();
        shownNanos = clocks.nowNanos();
        newest.put(Uplink.framed(picture), header.sequence(), link.captured(header.capturedAtMicros()));
    }

    private @Nullable String problem(FrameHeader header, ByteBuf picture) {
        if (header.sequence() <= lastNumber) {
            return "its number is not above the one before";
        }
        try {
            JpegValidator.scan(picture, publications.limits());
            return null;
        } catch (ProtocolException | LimitException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /// On the thread of the camera's source.
    private boolean isWell() {
        double apart = mostFps > 0 ? 3 * SECOND_NANOS / mostFps : 0;
        return clocks.nowNanos() - shownNanos < PATIENCE_NANOS + (long) apart;
    }

    // --- what the edge is told

    boolean isWatched() {
        return feed.isWatched();
    }

    @Override
    public void demandChanged() {
        link.execute(() -> {
            tellDemand();
            link.lookSoon();
        });
    }

    /// Takes over what was said a moment ago, and tells what is due. To be called a few times a second.
    void look() {
        if (next != null && clocks.nowNanos() - describedNanos >= DESCRIBED_APART_NANOS) {
            settle();
        }
        tellDemand();
    }

    /// True when something waits for [#look].
    boolean isBusy() {
        return next != null || feed.isWatched();
    }

    void tellDemand() {
        if (closed || !intake.isOpen()) {
            return;
        }
        long nowNanos = clocks.nowNanos();
        feed.wants(intake.demand(), nowNanos);
        boolean before = feed.isWatched();
        var due = feed.next(OFF_AFTER, nowNanos);
        if (due == null || (!due.watched() && !before)) {
            return;
        }
        link.say(watch(due).encode());
        mostFps = due.maxFps();
        if (!before) {
            shownNanos = nowNanos; // pictures are to come from now on, from the newest that the edge has
            lastNumber = -1;
        }
        if (!due.watched()) {
            newest.clear();
        }
    }

    private JsonObject watch(DemandMessage demand) {
        var wish = new JsonObject().put("name", name);
        if (demand.watched()) {
            if (demand.widthPixels() > 0) {
                wish.put("width", demand.widthPixels()).put("height", MOST_HEIGHT);
            }
            if (demand.maxFps() > 0) {
                wish.put("maxFps", demand.maxFps());
            }
            wish.put("priority", "visible").put("mode", "auto").put("codecs", new JsonArray().add("jpeg"));
        } else {
            wish.put("priority", "off");
        }
        return new JsonObject().put("type", "watch").put("cameras", new JsonArray().add(wish));
    }

    // --- as the camera sees it

    @Override
    public OfferedCamera description() {
        return description;
    }

    @Override
    public List<String> path() {
        return Stream.concat(description.path().stream(), Stream.of(link.edge())).toList();
    }

    @Override
    public SettingsJournal journal() {
        return new RemoteJournal(this::tell);
    }

    @Override
    public void change(SettingsChange change) {
        var known = description.settings();
        var patch = SettingsPatch.between(known, change.apply(known));
        if (!patch.values().isEmpty()) {
            link.ask(new JsonObject().put("camera", name).put("command", "settings").put("settings", patch.json()).put("by",
                    change.author()), answer -> settled(answer.getJsonObject("settings")));
        }
    }

    /// On the connection's thread, in the order in which the edge has said it.
    private void settled(@Nullable JsonObject settings) {
        if (settings == null) {
            throw new IllegalArgumentException("an answer without settings");
        }
        next = (next == null ? description : next).with(CameraSettings.readWhatIsSaid(settings));
        settle();
    }

    @Override
    public @Nullable Double clockAheadSeconds() {
        return link.clockAheadSeconds();
    }

    @Override
    public String camera() {
        return name;
    }

    @Override
    public Sender sender() {
        return link.sender();
    }

    @Override
    public String edge() {
        return link.edge();
    }

    @Override
    public RemoteCamera remote() {
        return this;
    }

    @Override
    public void cut(RefusedException why) {
        link.lose(this, why);
    }

    @Override
    public boolean isSilentFor(Duration time, long nowNanos) {
        return link.isSilentFor(time, nowNanos);
    }

    @Override
    public void probe() {
        link.probe();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        intake.close();
        newest.close();
        memory.close();
    }
}
