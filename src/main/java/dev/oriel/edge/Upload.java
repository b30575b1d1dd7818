package dev.oriel.edge;

import dev.oriel.source.StreamOpening;
import dev.oriel.time.Clocks;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One body that is posted, from its permission to its end: a connection that gives bytes to the parser of their format.
///
/// Threads: one at a time, its connection's; [#cut] may be called by any.
public final class Upload implements Publisher, AutoCloseable {
    private final Publications publications;
    private final String camera;
    private final Sender sender;
    private final Consumer<RefusedException> whenCut;
    private final PublisherMemory memory;
    private final Clocks clocks;
    private final IdleTimer idle;
    private final StreamOpening opening = StreamOpening.ofUpload();
    private final CameraIntake intake;
    private @Nullable StreamIngest parser;
    private long receivedBytes;
    private boolean closed;

    /// @param whenCut told why the upload is cut off, on any thread; tells the sender and closes this, and does not wait
    /// @param memory  given back by the upload
    Upload(Publications publications, String camera, Sender sender, Consumer<RefusedException> whenCut, PublisherMemory memory) {
        this.publications = publications;
        this.camera = camera;
        this.sender = sender;
        this.whenCut = whenCut;
        this.memory = memory;
        clocks = publications.clocks();
        idle = new IdleTimer(clocks.nowNanos());
        intake = new CameraIntake(publications, this);
    }

    /// Reads all readable bytes of `input`, which stays the caller's.
    ///
    /// @throws RefusedException when it cannot go on; the upload is closed then
    public void bytes(ByteBuf input) throws RefusedException {
        if (closed) {
            return;
        }
        idle.heard(clocks.nowNanos());
        receivedBytes += input.readableBytes();
        try {
            read(input);
        } catch (RefusedException e) {
            fail(e);
            throw e;
        }
    }

    private void read(ByteBuf input) throws RefusedException {
        if (parser != null) {
            parser.feed(input);
            return;
        }
        parser = switch (opening.add(input)) {
            case UNDECIDED -> null;
            case UNKNOWN -> throw new RefusedException(RefusedException.Reason.FORMAT, complaint());
            case JPEGS -> new MjpegIngest(intake, memory, clocks.epochMicros());
            case TRANSPORT_STREAM -> transportStream();
            case ELEMENTARY_STREAM -> new ElementaryStreamIngest(transportStream(), clocks.nanoTime(), memory);
        };
        if (parser != null) {
            parser.feed(opening.bytes());
            opening.close();
        }
    }

    private TsIngest transportStream() {
        return new TsIngest(intake, memory, new KeptStream(camera, clocks));
    }

    private String complaint() {
        return "what is sent is neither MPEG-TS nor MJPEG, but " + opening.words() + "; with ffmpeg, say -f mpegts or -f mjpeg";
    }

    /// Hands on what has come so far. To be called when nothing more is there to be read, however many [#bytes] that was: each
    /// call makes a message for each viewer.
    public void handOn() {
        if (!closed && parser != null) {
            parser.handOn();
        }
    }

    /// The sender has ended its sending.
    ///
    /// @throws RefusedException when nothing of it was understood
    public void end() throws RefusedException {
        handOn();
        try {
            if (!closed && !intake.isOpen()) {
                var words = parser == null && !opening.isEmpty() ? complaint() : "nothing was sent that can be shown";
                var refused = new RefusedException(RefusedException.Reason.FORMAT, words);
                fail(refused);
                throw refused;
            }
        } finally {
            close();
        }
    }

    /// To be called about once a second.
    ///
    /// @throws RefusedException when it has been silent for too long; the upload is closed then
    public void check() throws RefusedException {
        var most = publications.rules().silence();
        if (!closed && idle.isIdleFor(most, clocks.nowNanos())) {
            var refused = new RefusedException(RefusedException.Reason.SILENT, "nothing was sent for " + most.toSeconds() + " s");
            fail(refused);
            throw refused;
        }
    }

    private void fail(RefusedException why) {
        if (why.reason() == RefusedException.Reason.FORMAT) {
            intake.failed(why.words());
        }
        close();
    }

    @Override
    public void cut(RefusedException why) {
        whenCut.accept(why);
    }

    @Override
    public Sender sender() {
        return sender;
    }

    @Override
    public boolean isSilentFor(Duration time, long nowNanos) {
        return idle.isIdleFor(time, nowNanos);
    }

    @Override
    public String camera() {
        return camera;
    }

    public long receivedBytes() {
        return receivedBytes;
    }

    /// Gives its place up. May be called twice.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        intake.close();
        if (parser != null) {
            parser.close();
        }
        opening.close();
        memory.close();
    }
}
