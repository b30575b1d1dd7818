package dev.oriel.view;

import dev.oriel.frame.FrameMask;
import dev.oriel.frame.Packet;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.observe.LogOncePerKey;
import dev.oriel.time.SystemClocks;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// The way out to one viewer: bytes go to its connection as they are, and it is known when the kernel has taken them.
///
/// Pictures skip the HTTP library's own write path, which would copy or wrap them once for each viewer; this class,
/// [PlainSocket] and [KernelQueue] are the ones that know of the channel beneath it.
///
/// Threads: the connection's event loop alone. Ownership: what is written passes to the connection, also when it is closed.
public final class Outlet {

    /// What a connection takes before it says that it is full, and from where on it has room again: more than a picture, or else each
    /// picture would make it say both.
    private static final WriteBufferWaterMark WATER_MARKS = new WriteBufferWaterMark(256 * 1024, 512 * 1024);

    private static final int MOST_QUEUED_TEXT_CHARS = 256 * 1024;
    private static final LogOncePerKey FAILURES = new LogOncePerKey(LoggerFactory.getLogger(Outlet.class), "failed viewers",
            SystemClocks.NANOS);

    private final ChannelHandlerContext connection;
    /// Where complete WebSocket frames enter: right behind what would make them.
    private final ChannelHandlerContext frames;
    private final @Nullable PlainSocket socket;
    private final KernelQueue kernel;
    private final @Nullable IntSupplier masks;
    private MemoryBudget.@Nullable Reservation unread;
    private int pendingWrites;
    private int queuedTextChars;
    private Runnable drained = () -> {};
    private final GenericFutureListener<Future<Void>> written = this::written;

    /// @param connection where the HTTP library's own handler stands: what is written here passes all encoders before it
    public Outlet(ChannelHandlerContext connection) {
        this(connection, null);
    }

    /// The way out of a connection that this program opened: its frames are a client's, so each is masked, and a picture is copied.
    ///
    /// @param connection behind the WebSocket encoder of a client
    /// @param masks      gives random masks
    public static Outlet masking(ChannelHandlerContext connection, IntSupplier masks) {
        return new Outlet(connection, masks);
    }

    private Outlet(ChannelHandlerContext connection, @Nullable IntSupplier masks) {
        this.connection = connection;
        this.masks = masks;
        var encoder = connection.pipeline().context(WebSocketFrameEncoder.class);
        frames = encoder == null ? connection : encoder;
        socket = PlainSocket.of(connection);
        connection.channel().config().setWriteBufferWaterMark(WATER_MARKS);
        kernel = new KernelQueue(connection.channel());
    }

    /// Runs a step of this viewer's session. Where it fails in a way that it should not, with an [Error] too, this connection ends, and
    /// nobody else notices.
    public void attempt(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            FAILURES.error("a viewer's connection failed and was closed", e);
            connection.close();
        }
    }

    /// The thread that this viewer belongs to.
    public EventLoop loop() {
        return connection.channel().eventLoop();
    }

    /// Names who is told when everything written has been taken by the kernel.
    public void onDrained(Runnable listener) {
        drained = listener;
    }

    /// True when nothing that was written still waits in this process.
    public boolean isDrained() {
        return pendingWrites == 0;
    }

    /// What the kernel has taken and not put on the wire, as far as it can be asked.
    int unsentBytes() {
        return kernel.unsentBytes();
    }

    /// Takes what this viewer leaves unread from the memory, until it has read it or its connection ends.
    ///
    /// @return false when there is no room for that
    public boolean reserveUnread(MemoryBudget memory) {
        var waiting = connection.channel().unsafe().outboundBuffer();
        if (unread == null) {
            unread = memory.open();
            connection.channel().closeFuture().addListener(closed -> freeUnread());
        }
        return unread.resize(waiting == null ? 0 : waiting.totalPendingWriteBytes());
    }

    private void freeUnread() {
        if (unread != null) {
            unread.close();
        }
    }

    /// Writes whatever the connection's encoders understand.
    public void write(Object message) {
        follow(connection.writeAndFlush(message));
    }

    /// Writes complete WebSocket frames as they are.
    public void writeFrames(ByteBuf webSocketFrames) {
        writeRest(webSocketFrames, socket == null ? 0 : socket.send(webSocketFrames));
    }

    /// Writes a frame with its announcement, without a copy of it where that is possible.
    ///
    /// @param frame the caller's reference passes to the connection
    public void writeAnnounced(Packet frame) {
        if (masks != null) {
            writeMasked(frame, masks);
            return;
        }
        try {
            var pages = socket == null ? null : frame.pagesForMany();
            int sent = socket == null || pages == null ? 0 : socket.send(pages, frame.announcedBytes());
            if (sent == 0) {
                writeFrames(frame.announcedWebSocketFrames());
            } else {
                writeRest(frame.announcedWebSocketFrames(), sent);
            }
        } finally {
            frame.release();
        }
    }

    private void writeMasked(Packet frame, IntSupplier random) {
        var plain = frame.announcedWebSocketFrames();
        try {
            var masked = connection.alloc().directBuffer(announcedBytes(frame));
            FrameMask.copy(plain, masked, random);
            writeFrames(masked);
        } finally {
            plain.release();
            frame.release();
        }
    }

    /// Bytes of a frame and its announcement on this connection.
    int announcedBytes(Packet frame) {
        return frame.announcedBytes() + (masks == null ? 0 : FrameMask.extraBytes(2));
    }

    private void writeRest(ByteBuf bytes, int sent) {
        if (sent < bytes.readableBytes()) {
            follow(frames.writeAndFlush(bytes.skipBytes(sent)));
            return;
        }
        bytes.release();
        if (pendingWrites == 0) {
            drained.run();
        }
    }

    private void follow(ChannelFuture write) {
        if (!write.isDone()) {
            pendingWrites++;
            write.addListener(written);
        } else if (pendingWrites == 0 && write.isSuccess()) {
            drained.run(); // the kernel took it at once, as it mostly does
        }
    }

    /// Writes one binary WebSocket message.
    public void writeBinary(ByteBuf message) {
        write(new BinaryWebSocketFrame(message));
    }

    /// Writes one text WebSocket message.
    public void writeText(String message) {
        queuedTextChars += message.length();
        if (queuedTextChars > 2 * MOST_QUEUED_TEXT_CHARS) {
            connection.close(); // nobody reads them, also where nobody has asked for them
        }
        pendingWrites++;
        connection.writeAndFlush(new TextWebSocketFrame(message)).addListener((Future<Void> write) -> {
            queuedTextChars -= message.length();
            written(write);
        });
    }

    /// True when the viewer makes us say more than it reads.
    public boolean isClogged() {
        return queuedTextChars > MOST_QUEUED_TEXT_CHARS;
    }

    /// Ends the connection without a word.
    public void close() {
        connection.close();
    }

    private void written(Future<Void> write) {
        if (--pendingWrites == 0 && write.isSuccess()) {
            freeUnread();
            attempt(drained);
        }
    }
}
