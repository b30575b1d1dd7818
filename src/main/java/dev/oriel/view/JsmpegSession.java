package dev.oriel.view;

import dev.oriel.frame.Packet;
import dev.oriel.frame.TransportStream;
import dev.oriel.hub.Subscription;
import dev.oriel.hub.Track;
import io.netty.buffer.Unpooled;
import io.netty.util.CharsetUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A viewer of an ordered stream, such as a jsmpeg player: every packet as one binary message, the first a key frame.
///
/// A camera's stream may be another one from some moment on, when its publisher changes. The viewer follows: whenever its stream
/// has forgotten all, and once a second while there are packets, it looks where the pictures are.
///
/// More is written only when the kernel has taken what was written before, so one that stops reading holds at most
/// [#MOST_UNWRITTEN_BYTES] and a packet here, and goes on at a key frame when it reads again.
///
/// Threads: the connection's event loop.
public final class JsmpegSession {

    /// What is handed to the connection at a time.
    static final int MOST_UNWRITTEN_BYTES = 128 * 1024;

    private static final long LOOK_EVERY_NANOS = 1_000_000_000L;

    private final Outlet outlet;
    private final Patience patience;
    private final Runnable giveUp;
    private final Supplier<Optional<Track>> current;
    private @Nullable ScheduledFuture<?> check;
    private Track stream;
    private Subscription subscription;
    private long run;
    private boolean headerDue;
    private long movedAtNanos;
    private long lookedAtNanos;
    private boolean wanting = true;
    private boolean writing;
    private boolean closed;

    /// @param stream  what it gets first
    /// @param current what it is to get now; nothing where the camera is gone, which may come back
    /// @param header true to begin with the eight bytes that old players expect: `jsmp`, width, height. Once: they read them as
    ///               their first message only, and take everything behind it for video, also when the size changes
    /// @param giveUp disconnects a viewer that has read nothing for too long
    public JsmpegSession(Outlet outlet, Track stream, Supplier<Optional<Track>> current, boolean header,
            Patience patience, Runnable giveUp) {
        this.outlet = outlet;
        this.stream = stream;
        this.current = current;
        this.headerDue = header;
        this.patience = patience;
        this.giveUp = giveUp;
        movedAtNanos = patience.nowNanos();
        lookedAtNanos = movedAtNanos;
        subscription = stream.subscription(outlet.loop(), this::packetAvailable);
    }

    /// Begins with what is there.
    public void start() {
        outlet.onDrained(this::drained);
        run = stream.run();
        subscription.start();
        subscription.wanting(true);
        packetAvailable();
    }

    private void drained() {
        movedAtNanos = patience.nowNanos();
        if (!closed) {
            wanting(true);
            packetAvailable();
        }
    }

    private void wanting(boolean wants) {
        if (wants != wanting) {
            wanting = wants;
            subscription.wanting(wants);
        }
    }

    private void packetAvailable() {
        outlet.attempt(this::send);
    }

    private void send() {
        if (closed || writing) {
            return; // a write that ends at once calls back in the midst of this
        }
        if (!outlet.isDrained()) {
            checkLater();
            return;
        }
        writing = true;
        try {
            if (stream.run() != run || movedAtNanos - lookedAtNanos > LOOK_EVERY_NANOS) {
                follow();
            }
            writePackets();
        } finally {
            writing = false;
        }
    }

    private void writePackets() {
        int written = 0;
        while (outlet.isDrained() || written < MOST_UNWRITTEN_BYTES) {
            var packet = subscription.take();
            if (packet == null) {
                return;
            }
            written += write(packet);
        }
    }

    /// The camera's stream may be another one now.
    public void streamChanged() {
        if (!closed) {
            follow();
            packetAvailable();
        }
    }

    private void follow() {
        lookedAtNanos = movedAtNanos;
        run = stream.run();
        var next = current.get().orElse(stream);
        if (next != stream) {
            var before = subscription;
            run = next.run();
            stream = next;
            subscription = next.subscribe(outlet.loop(), this::packetAvailable);
            wanting = true;
            before.close(); // last, so that demand does not end between the two
        }
    }

    private int write(Packet packet) {
        try {
            if (headerDue && !writeHeader(packet)) {
                return 0;
            }
            movedAtNanos = patience.nowNanos();
            outlet.writeFrames(packet.webSocketFrame());
            if (!outlet.isDrained()) {
                checkLater();
            }
            return packet.contentBytes();
        } finally {
            packet.release();
        }
    }

    /// The header needs the picture's size, which the first key frame says.
    private boolean writeHeader(Packet packet) {
        var content = packet.content();
        var size = TransportStream.pictureSize(content);
        content.release();
        if (size == null) {
            return false;
        }
        headerDue = false;
        outlet.writeBinary(Unpooled.buffer(8).writeBytes("jsmp".getBytes(CharsetUtil.US_ASCII)).writeShort(size.width())
                .writeShort(size.height()));
        return true;
    }

    /// Only while the viewer does not take what it was given: a timer for each that does would wake the loop all the time.
    private void checkLater() {
        if (check == null) {
            check = outlet.loop().schedule(this::checkPatience, 1, TimeUnit.SECONDS);
        }
    }

    private void checkPatience() {
        check = null;
        if (closed || outlet.isDrained()) {
            return;
        }
        long stuckNanos = patience.nowNanos() - movedAtNanos;
        boolean stalls = stuckNanos > patience.demandEndsAfter().toNanos();
        if (stalls) {
            wanting(false);
        }
        if (stuckNanos > patience.stalledAfter().toNanos() || (stalls && !outlet.reserveUnread(patience.memory()))) {
            giveUp.run();
        } else {
            checkLater();
        }
    }

    /// Frees everything; the connection is closed by its owner.
    public void close() {
        if (!closed) {
            closed = true;
            if (check != null) {
                check.cancel(false);
            }
            subscription.close();
        }
    }
}
