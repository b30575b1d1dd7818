package dev.oriel.edge;

import dev.oriel.frame.FrameHeader;
import dev.oriel.frame.Jpeg;
import dev.oriel.frame.Packet;
import dev.oriel.frame.ProtocolException;
import dev.oriel.limits.LimitException;
import dev.oriel.source.JpegValidator;
import dev.oriel.time.Clocks;
import io.netty.buffer.ByteBuf;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One publisher that sends whole pictures as messages, hears what viewers want, and has each picture acknowledged as it arrives.
///
/// Its place at the camera is taken at once, since it may send nothing until somebody watches. A picture that comes while nobody
/// does is judged and let go.
///
/// Threads: its connection's, but for what says otherwise.
public final class Uplink implements Publisher, AutoCloseable {
    /// A longer message holds more than a picture may.
    public static final int MOST_MESSAGE_BYTES = Jpeg.MOST_BYTES + FrameHeader.LENGTH;

    /// Older pictures count as captured when they arrive: their publisher's clock is wrong, or it sends a recording.
    static final long OLDEST_MICROS = TimeUnit.SECONDS.toMicros(10);

    /// The way to the publisher.
    public interface Connection {
        /// The picture of that number has arrived.
        void acknowledge(long number);

        /// Sends a text message.
        void say(String text);

        /// Asks whether it is still there.
        void ping();

        /// It is cut off: to be told why, and closed. On any thread; must not wait.
        void cut(RefusedException why);

        /// Runs a task on the connection's thread, as long as there is one. On any thread; must not wait.
        void execute(Runnable task);
    }

    private final Publications publications;
    private final String camera;
    private final Connection connection;
    private final PublisherMemory memory;
    private final Clocks clocks;
    private final PictureNumbers numbers;
    private final NewestPicture newest;
    private final CameraIntake intake;
    private final DemandFeed feed = new DemandFeed();
    private final Liveness liveness;
    /// Of pictures, as long as somebody watches.
    private final IdleTimer pictureIdle;
    /// Of everything.
    private final IdleTimer idle;
    private volatile Sender sender;
    private boolean closed;

    /// @param hasHeaders true where a header stands in front of each picture
    /// @param memory     given back by the uplink
    Uplink(Publications publications, String camera, Sender sender, Connection connection, boolean hasHeaders,
            PublisherMemory memory) {
        this.publications = publications;
        this.camera = camera;
        this.sender = sender;
        this.connection = connection;
        this.memory = memory;
        numbers = new PictureNumbers(hasHeaders);
        newest = new NewestPicture(memory,
                (number, words) -> connection.execute(() -> refuse(number, "bad-picture", words)), () -> false);
        intake = new CameraIntake(publications, this);
        clocks = publications.clocks();
        long nowNanos = clocks.nowNanos();
        liveness = new Liveness(nowNanos);
        pictureIdle = new IdleTimer(nowNanos);
        idle = new IdleTimer(nowNanos);
    }

    /// Takes the place at the camera.
    void open() throws RefusedException {
        intake.open(Intake.Content.PICTURES, newest);
        tellDemand();
    }

    /// The publisher has shown a key after all.
    ///
    /// @throws RefusedException when that one has too many uploads
    public void identify(Sender next) throws RefusedException {
        if (!next.owner().equals(sender.owner())) {
            publications.identified(camera, sender, next);
            sender = next;
        }
    }

    // --- what comes

    /// Asks for room for a picture that grows.
    ///
    /// @param bytes all that is to be held for it
    /// @return false when there is none; the picture is refused then
    public boolean hasRoom(int bytes) {
        return memory.set(PublisherMemory.Part.PICTURE, bytes);
    }

    /// Something has come, whatever it is.
    ///
    /// @param ofPicture true where it is a part of a picture, which may take its time
    public void heard(boolean ofPicture) {
        long nowNanos = clocks.nowNanos();
        liveness.heard(nowNanos);
        idle.heard(nowNanos);
        if (ofPicture) {
            pictureIdle.heard(nowNanos);
        }
    }

    /// A binary message has come.
    ///
    /// @param message from [Packet#buffer], its first byte wherever it is; passes to this
    /// @param whole   false where there was no room for more than its beginning
    public void message(ByteBuf message, boolean whole) {
        try {
            if (!closed) {
                pictureIdle.heard(clocks.nowNanos());
                receive(message, whole);
            }
        } finally {
            message.release();
            memory.set(PublisherMemory.Part.PICTURE, 0);
        }
    }

    private void receive(ByteBuf message, boolean whole) {
        var head = numbers.next(message);
        if (head.number() >= 0) {
            connection.acknowledge(head.number());
        }
        if (head.isAnnouncement()) {
            return;
        }
        var problem = head.problem();
        if (problem != null) {
            refuse(head.number(), problem.code(), problem.words());
        } else if (!whole) {
            refuse(head.number(), "too-much-memory", PublisherMemory.refused().words());
        } else {
            judge(message, head);
        }
    }

    private void judge(ByteBuf picture, PictureNumbers.Head head) {
        try {
            JpegValidator.scan(picture, publications.limits());
        } catch (ProtocolException e) {
            refuse(head.number(), "bad-picture", String.valueOf(e.getMessage()));
            return;
        } catch (LimitException e) {
            refuse(head.number(), "too-many-pixels", String.valueOf(e.getMessage()));
            return;
        }
        if (feed.isWatched()) {
            newest.put(framed(picture), head.number(), captured(head.capturedAtMicros(), clocks.nowMicros()));
        }
    }

    /// The picture where a frame has it: its publisher's header may have been longer than ours.
    static ByteBuf framed(ByteBuf picture) {
        return picture.readerIndex() == Packet.HEADROOM
                ? picture.retain()
                : Packet.buffer(picture.readableBytes()).writeBytes(picture);
    }

    /// @param saidMicros when the publisher says that it was captured, in this server's clock; 0 for unknown
    static long captured(long saidMicros, long nowMicros) {
        return saidMicros <= nowMicros && saidMicros >= nowMicros - OLDEST_MICROS ? saidMicros : nowMicros;
    }

    private void refuse(long number, String code, String words) {
        if (!closed) {
            var json = new JsonObject().put("type", "error");
            if (number >= 0) {
                json.put("seq", number);
            }
            connection.say(json.put("code", code).put("message", words).encode());
        }
    }

    /// A text message has come that is not understood.
    public void notUnderstood(String words) {
        refuse(PictureNumbers.NONE, "not-understood", words);
    }

    /// Answers a question for the server's clock.
    public void ping(@Nullable Object time) {
        connection.say(new JsonObject().put("type", "pong").put("t", time)
                .put("serverTimeMicros", clocks.nowMicros()).encode());
    }

    // --- time

    /// To be called a few times a second.
    ///
    /// @throws RefusedException when the publisher is gone; the uplink is closed then
    public void check() throws RefusedException {
        if (closed) {
            return;
        }
        tellDemand();
        long nowNanos = clocks.nowNanos();
        var most = publications.rules().silence();
        if (feed.isWatched()) {
            if (pictureIdle.isIdleFor(most, nowNanos)) {
                throw gone("no picture was sent for " + most.toSeconds() + " s though somebody watches");
            }
            return;
        }
        switch (liveness.next(nowNanos)) {
            case NOTHING -> {
                // it was heard just now
            }
            case ASK -> connection.ping();
            case GONE -> throw gone("two pings were not answered");
        }
    }

    private RefusedException gone(String words) {
        close();
        return new RefusedException(RefusedException.Reason.SILENT, words);
    }

    private void tellDemand() {
        if (closed || !intake.isOpen()) {
            return;
        }
        long nowNanos = clocks.nowNanos();
        feed.wants(intake.demand(), nowNanos);
        boolean before = feed.isWatched();
        var next = feed.next(intake.linger(), nowNanos);
        if (next == null) {
            return;
        }
        connection.say(next.text());
        if (next.watched() && !before) {
            pictureIdle.heard(nowNanos); // from now on pictures are to come
        } else if (!next.watched()) {
            newest.clear();
        }
    }

    // --- as a camera sees it

    @Override
    public String camera() {
        return camera;
    }

    @Override
    public Sender sender() {
        return sender;
    }

    @Override
    public void cut(RefusedException why) {
        connection.cut(why);
    }

    @Override
    public boolean isSilentFor(Duration time, long nowNanos) {
        return idle.isIdleFor(time, nowNanos);
    }

    @Override
    public void probe() {
        connection.execute(connection::ping);
    }

    @Override
    public void demandChanged() {
        connection.execute(this::tellDemand);
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
