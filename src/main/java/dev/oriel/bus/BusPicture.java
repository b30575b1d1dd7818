package dev.oriel.bus;

import dev.oriel.frame.FrameHeader;
import dev.oriel.frame.Jpeg;
import dev.oriel.frame.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// A picture as it lies on the bus: a frame of the `oriel.v1` protocol, whose header is its recorder's word and not believed.
///
/// @param jpeg  what the picture says of itself
/// @param bytes of the picture, without what stands behind its end
record BusPicture(FrameHeader header, Jpeg jpeg, ByteBuf bytes) {
    /// @throws ProtocolException when the message is no picture, or one that is cut off
    static BusPicture of(byte[] message) throws ProtocolException {
        var in = Unpooled.wrappedBuffer(message);
        var header = FrameHeader.read(in);
        if (header.kind() != FrameHeader.JPEG) {
            throw new ProtocolException("a frame on the bus of the unknown kind " + header.kind());
        }
        var jpeg = Jpeg.scan(in);
        if (!jpeg.isComplete()) {
            throw new ProtocolException("a JPEG that is cut off");
        }
        return new BusPicture(header, jpeg, in.writerIndex(in.readerIndex() + jpeg.bytes()));
    }
}
