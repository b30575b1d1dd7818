package dev.oriel.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.LongSupplier;

/// MPEG-1 video without a container, as programs made for jsmpeg before 1.0 post it: put into a transport stream, and treated as one
/// from there on.
final class ElementaryStreamIngest implements StreamIngest {
    private final TsIngest transport;
    private final TsWrapper wrapper;
    private final PublisherMemory memory;
    private boolean closed;

    ElementaryStreamIngest(TsIngest transport, LongSupplier nanoTime, PublisherMemory memory) {
        this.transport = transport;
        this.memory = memory;
        wrapper = new TsWrapper(nanoTime);
    }

    @Override
    public void feed(ByteBuf input) throws RefusedException {
        if (!memory.set(PublisherMemory.Part.UNPACKED, wrapper.waitingBytes() + 4L * input.readableBytes())) {
            throw PublisherMemory.refused();
        }
        var packets = Unpooled.buffer(2 * input.readableBytes());
        wrapper.feed(input, packets);
        transport.feed(packets);
        if (wrapper.waitingBytes() > TsWrapper.MOST_WAITING_BYTES) {
            throw new RefusedException(RefusedException.Reason.FORMAT, "what is sent is no MPEG-1 video any more");
        }
    }

    @Override
    public void handOn() {
        transport.handOn();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            transport.close();
            wrapper.close();
        }
    }
}
