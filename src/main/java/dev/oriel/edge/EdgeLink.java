package dev.oriel.edge;

import dev.oriel.frame.FrameHeader;
import dev.oriel.frame.ProtocolException;
import dev.oriel.time.Clocks;
import io.netty.buffer.ByteBuf;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One edge's connection: the cameras that it offers, and what crosses in both directions. To the edge this server is a viewer.
///
/// Threads: the connection's, but for what says otherwise.
public final class EdgeLink implements AutoCloseable {
    /// A longer binary message holds more than a picture may.
    public static final int MOST_MESSAGE_BYTES = Uplink.MOST_MESSAGE_BYTES;
    /// A longer text is no offer.
    public static final int MOST_TEXT_BYTES = 256 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(EdgeLink.class);
    private static final Duration OFFER_WITHIN = Duration.ofSeconds(5);
    private static final int MOST_OFFERS = 20;
    private static final Duration OFFERS_WITHIN = Duration.ofSeconds(10);
    private static final long SOON_MILLIS = 250;
    private static final long LATER_MILLIS = 1000;

    /// The way to the edge.
    public interface Connection {
        /// That picture has arrived.
        ///
        /// @param dispersionMicros between the arrivals of its announcement and itself, or -1 where it was not announced
        void acknowledge(int camera, long number, long dispersionMicros);

        /// Sends a text message.
        void say(String text);

        /// It is cut off: to be told why, and closed. On any thread; must not wait.
        void cut(RefusedException why);

        /// Runs a task on the connection's thread, as long as there is one. On any thread; must not wait.
        void execute(Runnable task);

        /// [#check] is to be called soon.
        void lookSoon();
    }

    /// The other end of the connection.
    ///
    /// @param opens true for names that the sender may publish under
    /// @param relay the id of this server
    public record Holder(Sender sender, Predicate<String> opens, String relay) {}

    private final EdgeLinks links;
    private final Holder holder;
    private final Connection connection;
    private final PublisherMemory memory;
    private final Clocks clocks;
    private final EdgePulse pulse;
    private final EdgeClock edgeClock = new EdgeClock();
    private final EdgeCommands commands = new EdgeCommands(this::saySomewhen, EdgeCommands.ANSWER_WITHIN);
    private final EdgeCameras cameras;
    private final long openedNanos;
    private volatile String edge = "";
    private int announcedCamera = -1;
    private long announcedNumber;
    private long announcedNanos;
    private int offers;
    private long offersSinceNanos;
    private boolean closed;

    EdgeLink(EdgeLinks links, Publications publications, Holder holder, Connection connection) throws RefusedException {
        this.links = links;
        this.holder = holder;
        this.connection = connection;
        memory = new PublisherMemory(publications.memory());
        cameras = new EdgeCameras(this, publications, holder);
        clocks = publications.clocks();
        openedNanos = clocks.nowNanos();
        offersSinceNanos = openedNanos;
        pulse = new EdgePulse(openedNanos);
    }

    // --- texts

    /// A text message has come. Types and fields that are not known are nothing to complain about.
    ///
    /// @throws ProtocolException when it breaks the form of one that is known
    /// @throws RefusedException  when the edge is to be cut off
    public void text(JsonObject message) throws ProtocolException, RefusedException {
        if (closed) {
            return;
        }
        try {
            switch (message.getString("type", "")) {
                case "offer" -> offer(EdgeOffer.read(message));
                case "camera" -> cameras.describe(OfferedCamera.read(message));
                case "hello", "cameras" -> cameras.number(message.getJsonArray("cameras"));
                case "state" -> state(message);
                case "orient" -> turned(message);
                case "answer" -> commands.answered(message);
                case "ping" -> connection.say(new JsonObject().put("type", "pong").put("t", message.getValue("t"))
                        .put("serverTimeMicros", clocks.nowMicros()).encode());
                case "pong" -> answered(message);
                default -> {
                    // of a later version
                }
            }
        } catch (ClassCastException e) {
            throw new ProtocolException("a field of " + message.getString("type") + " has the wrong type");
        }
    }

    private void offer(EdgeOffer offer) throws ProtocolException, RefusedException {
        countOffer();
        if (edge.isEmpty()) {
            edge = offer.edge();
            LOG.info("an edge of {} is here, with {} cameras", sender().words(), offer.cameras().size());
            links.named(this);
        } else if (!edge.equals(offer.edge())) {
            throw new ProtocolException("an edge does not become another one");
        }
        var errors = cameras.offer(offer);
        sayAccepted();
        errors.forEach(connection::say);
        cameras.tellDemand(); // somebody may be waiting
        connection.lookSoon();
    }

    private void sayAccepted() {
        connection.say(new JsonObject().put("type", "accepted").put("cameras", cameras.names()).encode());
    }

    private void countOffer() throws RefusedException {
        long nowNanos = clocks.nowNanos();
        if (nowNanos - offersSinceNanos > OFFERS_WITHIN.toNanos()) {
            offersSinceNanos = nowNanos;
            offers = 0;
        }
        if (++offers > MOST_OFFERS) {
            throw new RefusedException(RefusedException.Reason.UPLOADS,
                    "more than " + MOST_OFFERS + " offers within " + OFFERS_WITHIN.toSeconds() + " s");
        }
    }

    private void turned(JsonObject message) throws ProtocolException {
        var camera = cameras.numbered(message.getInteger("camera"));
        if (camera != null) {
            try {
                camera.turned(message);
            } catch (IllegalArgumentException e) {
                throw new ProtocolException("where a camera looks is not understood: " + e.getMessage());
            }
        }
    }

    private void state(JsonObject message) throws RefusedException {
        var camera = cameras.numbered(message.getInteger("camera"));
        if (camera != null) {
            camera.state(OfferedCamera.state(message));
            connection.lookSoon();
        }
    }

    private void answered(JsonObject pong) {
        if (pong.getValue("t") instanceof Number question && pong.getValue("serverTimeMicros") instanceof Number time) {
            long nowNanos = clocks.nowNanos();
            long tripNanos = pulse.answered(question.longValue(), nowNanos);
            if (tripNanos >= 0) {
                edgeClock.answered(time.longValue(), tripNanos, clocks.nowMicros(), nowNanos);
            }
        }
    }

    // --- pictures

    /// Asks for room for a message that grows.
    ///
    /// @param bytes all that is to be held for it
    /// @return false when there is none
    public boolean hasRoom(int bytes) {
        return memory.set(PublisherMemory.Part.PICTURE, bytes);
    }

    /// Something has come, whatever it is.
    public void heard() {
        pulse.heard(clocks.nowNanos());
    }

    /// A text message was read: its room is free.
    public void textEnds() {
        memory.set(PublisherMemory.Part.PICTURE, 0);
    }

    /// A binary message has come.
    ///
    /// @param message from [dev.oriel.frame.Packet#buffer], its first byte wherever it is; passes to this
    /// @param whole   false where there was no room for more than its beginning
    /// @param readAtNanos when its end was read from the connection
    /// @throws ProtocolException when it has no header
    public void binary(ByteBuf message, boolean whole, long readAtNanos) throws ProtocolException {
        memory.set(PublisherMemory.Part.PICTURE, 0);
        try {
            if (closed) {
                return;
            }
            if (edge.isEmpty()) {
                throw new ProtocolException("a picture before the offer");
            }
            int bytes = message.readableBytes();
            var header = FrameHeader.read(message);
            if (header.kind() == FrameHeader.ANNOUNCEMENT) {
                announcedCamera = header.camera();
                announcedNumber = header.sequence();
                announcedNanos = readAtNanos;
                return;
            }
            boolean wasAnnounced = header.camera() == announcedCamera && header.sequence() == announcedNumber;
            announcedCamera = -1;
            connection.acknowledge(header.camera(), header.sequence(),
                    wasAnnounced ? TimeUnit.NANOSECONDS.toMicros(readAtNanos - announcedNanos) : -1);
            links.received(bytes);
            var camera = cameras.numbered(header.camera());
            if (header.kind() == FrameHeader.JPEG && camera != null) {
                camera.picture(header, message, whole);
            }
        } finally {
            message.release();
        }
    }

    /// A picture was left out.
    void refused(EdgeUplink camera, String why) {
        links.refused(camera, why);
    }

    long captured(long edgeMicros) {
        return edgeClock.captured(edgeMicros, clocks.nowMicros());
    }

    // --- time

    /// To be called again and again.
    ///
    /// @return milliseconds until the next time
    /// @throws RefusedException when the edge is gone, or has never said what it is
    public long check() throws RefusedException {
        if (closed) {
            return LATER_MILLIS;
        }
        long nowNanos = clocks.nowNanos();
        if (edge.isEmpty()) {
            if (nowNanos - openedNanos > OFFER_WITHIN.toNanos()) {
                throw new RefusedException(RefusedException.Reason.FORMAT,
                        "no offer came within " + OFFER_WITHIN.toSeconds() + " s");
            }
            return SOON_MILLIS;
        }
        if (cameras.tryAgain(nowNanos)) {
            sayAccepted();
            cameras.tellDemand();
        }
        cameras.look();
        switch (pulse.look(cameras.isWatched(), nowNanos)) {
            case NOTHING -> {
                // it was heard just now
            }
            case ASK -> connection.say(new JsonObject().put("type", "ping").put("t", pulse.asked(nowNanos)).encode());
            case GONE -> throw new RefusedException(RefusedException.Reason.SILENT, "the edge says nothing any more");
        }
        return cameras.isBusy() ? SOON_MILLIS : LATER_MILLIS;
    }

    void lookSoon() {
        connection.lookSoon();
    }

    boolean isSilentFor(Duration time, long nowNanos) {
        return pulse.isSilentFor(time, nowNanos);
    }

    /// Somebody else wants a place of its. Any thread.
    void probe() {
        pulse.contested(clocks.nowNanos());
        connection.execute(connection::lookSoon);
    }

    // --- the way to the edge

    /// Tells the edge to do something, and waits until it has. Any thread but the connection's.
    void ask(JsonObject command, Consumer<JsonObject> settled) {
        commands.ask(command, settled);
    }

    void say(String text) {
        connection.say(text);
    }

    private void saySomewhen(String text) {
        connection.execute(() -> connection.say(text));
    }

    void execute(Runnable task) {
        connection.execute(task);
    }

    /// The id of the edge; empty until it has offered something.
    String edge() {
        return edge;
    }

    Sender sender() {
        return holder.sender;
    }

    @Nullable
    Double clockAheadSeconds() {
        return edgeClock.aheadSeconds();
    }

    // --- the end

    /// A camera is no longer this edge's. Any thread.
    void lose(EdgeUplink camera, RefusedException why) {
        if (why.reason() == RefusedException.Reason.REVOKED) {
            cut(why);
            return;
        }
        connection.execute(() -> {
            if (!closed) {
                cameras.lose(camera, why);
            }
        });
    }

    /// The whole connection is to end. Any thread.
    void cut(RefusedException why) {
        connection.cut(why);
    }

    /// Gives its cameras up.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (links.closed(this)) {
            LOG.info("an edge of {} is gone, with {} cameras", sender().words(), cameras.all().size());
        }
        cameras.all().forEach(cameras::leave);
        commands.close();
        memory.close();
    }
}
