package dev.oriel.bench;

import dev.oriel.frame.FrameHeader;
import dev.oriel.frame.ProtocolException;
import dev.oriel.view.LiveMessages;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.util.CharsetUtil;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/// One simulated viewer: asks, acknowledges, counts, and looks at nothing but the first bytes of what comes.
///
/// Threads: the run's event loop.
final class Viewer extends ChannelInboundHandlerAdapter {

    /// What becomes of a viewer.
    interface Fate {
        /// It watches.
        void connected(Viewer viewer);

        /// Its connection is over, whether or not it ever watched.
        void ended(Viewer viewer, String cause);
    }

    private static final int OPCODE_FINAL = 0x80;
    private static final int PONG = 10;
    private static final int MASKED = 0x80;
    /// Masking hides bytes from proxies between (RFC 6455, section 10.3). A load tool has none to fear, so one mask does for all.
    private static final int MASK = 0x5a17c3e9;
    private static final String ANY_KEY = "b3JpZWwtYmVuY2gtbG9hZA==";
    private static final int ACKNOWLEDGEMENT_BYTES = 9;

    private final Load load;
    private final Tally tally;
    private final Fate fate;
    private @Nullable Body body;
    private @Nullable ChannelHandlerContext connection;
    private boolean watching;
    private boolean over;
    private boolean wrote;
    private long announcedAtNanos;
    private long lastSequence = -1;
    /// Pictures since the tally began to count.
    private long frames;

    Viewer(Load load, Tally tally, Fate fate) {
        this.load = load;
        this.tally = tally;
        this.fate = fate;
    }

    long frames() {
        return frames;
    }

    boolean hasWatched() {
        return watching;
    }

    void countFromHere() {
        frames = 0;
    }

    void close() {
        over = true;
        if (connection != null) {
            connection.close();
        }
    }

    /// Ends a viewer that did not get as far as watching.
    void giveUp(String cause) {
        if (!watching) {
            end(cause);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        connection = context;
        context.pipeline().addBefore(context.name(), null,
                new HttpResponseDecoder(new HttpDecoderConfig().setMaxChunkSize(ReusedBuffer.BYTES)));
        var target = load.target();
        var request = new StringBuilder("GET ").append(target.path()).append(" HTTP/1.1\r\nHost: ").append(target.hostPort())
                .append("\r\n");
        if (target.kind().isWebSocket()) {
            request.append("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ")
                    .append(ANY_KEY).append("\r\n");
            if (target.kind().isFull()) {
                request.append("Sec-WebSocket-Protocol: ").append(LiveMessages.PROTOCOL).append("\r\n");
            }
        }
        context.writeAndFlush(ByteBufUtil.writeAscii(context.alloc(), request.append("\r\n")), context.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (!over) {
                read(context, message);
            }
        } catch (ProtocolException e) {
            end(String.valueOf(e.getMessage()));
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void read(ChannelHandlerContext context, Object message) throws ProtocolException {
        if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
            throw new ProtocolException("the server's answer is not understood: " + part.decoderResult().cause().getMessage());
        }
        switch (message) {
            case HttpResponse response -> begin(context, response);
            case HttpContent content -> take(content.content());
            case ByteBuf bytes -> take(bytes);
            default -> throw new IllegalArgumentException(message.toString());
        }
    }

    private void begin(ChannelHandlerContext context, HttpResponse response) throws ProtocolException {
        body = body(response);
        if (load.target().kind().isWebSocket()) {
            context.pipeline().remove(HttpResponseDecoder.class);
        }
        watching = true;
        load.texts().forEach(text -> say(WebSocketReader.TEXT, text));
        if (load.target().kind() == Kind.PULL) {
            more();
        }
        fate.connected(this);
    }

    private void take(ByteBuf bytes) throws ProtocolException {
        tally.took(bytes.readableBytes());
        if (body != null) {
            body.read(bytes);
        }
    }

    private Body body(HttpResponse response) throws ProtocolException {
        boolean socket = load.target().kind().isWebSocket();
        if (response.status().code() != (socket ? 101 : 200)) {
            throw new ProtocolException("the server answers \"" + response.protocolVersion() + " " + response.status() + "\"");
        }
        if (socket) {
            return new WebSocketReader(load.target().kind() == Kind.JSMPEG ? new Played() : this::message);
        }
        var type = response.headers().get(HttpHeaderNames.CONTENT_TYPE, "");
        int at = type.indexOf("boundary=");
        if (!type.startsWith("multipart/") || at < 0) {
            throw new ProtocolException("the server sends " + type + ", no multipart/x-mixed-replace");
        }
        return new MultipartReader(type.substring(at + "boundary=".length()).split(";")[0].strip().replace("\"", ""), this::part);
    }

    // --- pictures

    private void message(int opcode, ByteBuf head) {
        switch (opcode) {
            case WebSocketReader.BINARY -> picture(head);
            case WebSocketReader.CLOSE -> end("closed with " + (head.readableBytes() < 2 ? "no code" : head.getUnsignedShort(0)));
            case WebSocketReader.PING -> say(PONG, head.toString(CharsetUtil.ISO_8859_1));
            default -> {
                // Texts say nothing that is measured.
            }
        }
    }

    /// What a jsmpeg player gets.
    private final class Played implements WebSocketReader.Messages {
        private final TransportReader packets = new TransportReader(() -> took(-1));

        @Override
        public void message(int opcode, ByteBuf head) {
            if (opcode != WebSocketReader.BINARY) {
                Viewer.this.message(opcode, head);
            }
        }

        @Override
        public void payload(ByteBuf bytes, int from, int length) {
            packets.read(bytes, from, length);
        }
    }

    private void picture(ByteBuf head) {
        if (!load.target().kind().isFull()) {
            took(-1);
            more();
        } else if (head.readableBytes() == FrameHeader.LENGTH) {
            if (head.getByte(0) == FrameHeader.ANNOUNCEMENT) {
                announcedAtNanos = tally.nowNanos();
            } else {
                fullPicture(head);
            }
        }
    }

    private void fullPicture(ByteBuf head) {
        long sequence = head.getUnsignedInt(4);
        if (lastSequence >= 0) {
            tally.missed(Math.max(0, sequence - lastSequence - 1));
        }
        lastSequence = sequence;
        took(Math.max(0, tally.epochMicros() - head.getLong(8)));
        if (load.target().kind() == Kind.FULL) {
            acknowledge(head);
        }
    }

    private void part(long takenMicros, long grabbedMicros) {
        if (grabbedMicros > 0) { // 0 in the pictures that it makes up itself
            took(Math.max(0, tally.nowNanos() / 1_000 - grabbedMicros)); // the same clock, on the same machine
        } else {
            took(takenMicros < 0 ? -1 : Math.max(0, tally.epochMicros() - takenMicros));
        }
    }

    private void took(long ageMicros) {
        frames++;
        tally.picture(ageMicros);
    }

    // --- what it says

    private void acknowledge(ByteBuf head) {
        var message = begin(WebSocketReader.BINARY, ACKNOWLEDGEMENT_BYTES);
        if (message != null) {
            int start = message.writerIndex();
            message.writeByte(head.getByte(1)).writeInt(head.getInt(4))
                    .writeInt((int) ((tally.nowNanos() - announcedAtNanos) / 1_000));
            send(message, start);
        }
    }

    private void more() {
        say(WebSocketReader.TEXT, "more");
    }

    private void say(int opcode, String text) {
        var message = begin(opcode, text.length());
        if (message != null) {
            int start = message.writerIndex();
            message.writeCharSequence(text, CharsetUtil.ISO_8859_1);
            send(message, start);
        }
    }

    private @Nullable ByteBuf begin(int opcode, int bytes) {
        if (connection == null || bytes > 125) {
            return null;
        }
        return connection.alloc().directBuffer(6 + bytes).writeByte(OPCODE_FINAL | opcode).writeByte(MASKED | bytes)
                .writeInt(MASK);
    }

    private void send(ByteBuf message, int start) {
        for (int i = start; i < message.writerIndex(); i++) {
            message.setByte(i, message.getByte(i) ^ (MASK >>> (8 * (3 - ((i - start) & 3)))));
        }
        if (connection != null) {
            connection.write(message, connection.voidPromise());
            wrote = true;
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (wrote) {
            wrote = false;
            context.flush();
        }
    }

    // --- its end

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end("the connection was closed");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        end(String.valueOf(cause.getMessage()));
    }

    private void end(String cause) {
        if (!over) {
            close();
            fate.ended(this, cause);
        }
    }
}
