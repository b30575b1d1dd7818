package dev.oriel.edge;

import dev.oriel.source.StreamOpening;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One publisher's sending, from its permission to its end. It takes its place at the camera when it has turned out to be
/// understood, so that whoever sends garbage never takes anybody's.
///
/// Threads: one at a time, its connection's; [#interrupt] may be called by any.
public final class Upload implements Sending, AutoCloseable, IncomingTransportStream.Listener {

    /// Who sends.
    public interface Publisher {
        /// It is cut off: to be told why, and closed. On any thread; must not wait.
        void cut(RefusedException why);
    }

    private final Publications publications;
    private final String camera;
    private final Sender sender;
    private final Publisher publisher;
    private final UploadMemory memory;
    private final IdleTimer silence;
    private final StreamOpening opening = StreamOpening.ofUpload();
    private @Nullable IncomingBytes incoming;
    private @Nullable PublishedCamera place;
    private @Nullable RefusedException refused;
    private long receivedBytes;
    private boolean closed;

    /// What an upload has of its own.
    ///
    /// @param memory given back by the upload
    record Own(Publisher publisher, UploadMemory memory) {}

    Upload(Publications publications, String camera, Sender sender, Own own) {
        this.publications = publications;
        this.camera = camera;
        this.sender = sender;
        publisher = own.publisher;
        memory = own.memory;
        silence = new IdleTimer(publications.nanoTime());
    }

    /// Reads all readable bytes of `input`, which stays the caller's.
    ///
    /// @throws RefusedException when it cannot go on; the upload is closed then
    public void bytes(ByteBuf input) throws RefusedException {
        if (closed) {
            return;
        }
        silence.heard(publications.nanoTime());
        receivedBytes += input.readableBytes();
        try {
            read(input);
        } catch (RefusedException e) {
            fail(e);
            throw e;
        }
    }

    private void read(ByteBuf input) throws RefusedException {
        if (incoming != null) {
            incoming.feed(input);
        } else {
            incoming = switch (opening.add(input)) {
                case UNDECIDED -> null;
                case UNKNOWN -> throw new RefusedException(RefusedException.Reason.FORMAT, complaint());
                case JPEGS -> publications.jpegs(memory);
                case TRANSPORT_STREAM -> publications.transportStream(this);
                case ELEMENTARY_STREAM -> publications.elementaryStream(this);
            };
            if (incoming == null) {
                return;
            }
            incoming.feed(opening.bytes());
            opening.close();
        }
        if (refused != null) {
            throw refused;
        }
        if (place == null && incoming.content() != Incoming.Content.UNKNOWN) {
            takePlace(incoming);
        }
    }

    private String complaint() {
        return "what is sent is neither MPEG-TS nor MJPEG, but " + opening.words() + "; with ffmpeg, say -f mpegts or -f mjpeg";
    }

    /// Hands on what has come so far. To be called when nothing more is there to be read, however many [#bytes] that was: each
    /// call makes a message for each viewer.
    public void handOn() {
        if (!closed && incoming != null) {
            incoming.handOn();
        }
    }

    private void takePlace(Incoming understood) throws RefusedException {
        var taken = publications.place(camera, sender);
        taken.take(this, understood, publications.rules().second(), publications.nanoTime());
        place = taken;
        publications.took(this);
    }

    /// The sender has ended its sending.
    ///
    /// @throws RefusedException when nothing of it was understood
    public void end() throws RefusedException {
        handOn();
        try {
            if (!closed && place == null) {
                var words = incoming == null && !opening.isEmpty() ? complaint() : "nothing was sent that can be shown";
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
        if (!closed && silence.isIdleFor(most, publications.nanoTime())) {
            var refused = new RefusedException(RefusedException.Reason.SILENT, "nothing was sent for " + most.toSeconds() + " s");
            fail(refused);
            throw refused;
        }
    }

    private void fail(RefusedException why) {
        if (why.reason() == RefusedException.Reason.FORMAT) {
            publications.failed(this, camera, why.words());
        }
        close();
    }

    @Override
    public void interrupt(RefusedException why) {
        publisher.cut(why);
    }

    @Override
    public Sender sender() {
        return sender;
    }

    UploadMemory memory() {
        return memory;
    }

    @Override
    public boolean isSilentFor(Duration time, long nowNanos) {
        return silence.isIdleFor(time, nowNanos);
    }

    @Override
    public void probe() {
        // It cannot be asked: what it sends is all that it says.
    }

    @Override
    public String camera() {
        return camera;
    }

    public long receivedBytes() {
        return receivedBytes;
    }

    // --- what comes

    @Override
    public void packets(ByteBuf packets, boolean keyFrame) {
        if (place == null) {
            packets.release();
        } else {
            place.pass(this, packets, keyFrame);
        }
    }

    @Override
    public void audio(ByteBuf bytes, int at) {
        if (place != null) {
            place.passAudio(this, bytes, at);
        }
    }

    @Override
    public void begins(boolean passed, boolean again) {
        if (place == null && incoming != null && refused == null) {
            try {
                takePlace(incoming);
            } catch (RefusedException e) {
                refused = e;
            }
        }
        if (place != null) {
            place.begins(this, passed, again);
        }
    }

    /// Gives its place up. May be called twice.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (place != null) {
            place.leave(this);
        }
        if (incoming != null) {
            incoming.close();
        }
        opening.close();
        memory.close();
        publications.closed(this);
    }
}
