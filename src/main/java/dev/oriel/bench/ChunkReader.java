package dev.oriel.bench;

import dev.oriel.frame.ProtocolException;
import io.netty.buffer.ByteBuf;

/// Undoes `Transfer-Encoding: chunked` (RFC 9112, section 7.1): passes on the content, in the pieces in which it came.
///
/// Threads: one. Allocates nothing.
final class ChunkReader implements Body {
    private enum At {
        SIZE, EXTENSION, CONTENT, END_OF_CONTENT
    }

    private static final long MOST_BYTES = 1L << 40;

    private final Body content;
    private At at = At.SIZE;
    private long left;

    ChunkReader(Body content) {
        this.content = content;
    }

    @Override
    public void read(ByteBuf in) throws ProtocolException {
        while (in.isReadable()) {
            switch (at) {
                case SIZE, EXTENSION -> size(in.readUnsignedByte());
                case CONTENT -> content(in);
                case END_OF_CONTENT -> {
                    if (in.readUnsignedByte() == '\n') {
                        at = At.SIZE;
                    }
                }
            }
        }
    }

    private void size(int octet) throws ProtocolException {
        if (octet == '\n') {
            at = left == 0 ? At.END_OF_CONTENT : At.CONTENT;
        } else if (octet == '\r' || octet == ';') {
            at = At.EXTENSION;
        } else if (at == At.SIZE) {
            int digit = Character.digit(octet, 16);
            if (digit < 0 || left > MOST_BYTES) {
                throw new ProtocolException("a chunk's size is not a hexadecimal number");
            }
            left = left << 4 | digit;
        }
    }

    private void content(ByteBuf in) throws ProtocolException {
        int end = in.writerIndex();
        int bytes = (int) Math.min(left, in.readableBytes());
        in.writerIndex(in.readerIndex() + bytes);
        content.read(in);
        in.writerIndex(end);
        left -= bytes;
        if (left == 0) {
            at = At.END_OF_CONTENT;
        }
    }
}
