package dev.oriel.edge;

import dev.oriel.frame.Packet;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// An MPEG transport stream that is posted: cut into whole packets again, passed on where it is MPEG-1, and kept for the camera's source.
final class TsIngest implements StreamIngest {
    /// So much without a packet, or without a table that says what it is, is no transport stream.
    private static final int MOST_SENSELESS_BYTES = 1024 * 1024;
    /// Well below what a chunk may hold.
    private static final int CHUNK_BYTES = 1000 * TsPackets.LENGTH;
    private static final int FIRST_BYTES = 64 * TsPackets.LENGTH;
    /// So many bytes of tables in a row are cut to the newest ones: far more than stand before a picture.
    private static final int MOST_TABLE_BYTES = 32 * TsPackets.LENGTH;
    private static final int KEPT_TABLE_BYTES = 16 * TsPackets.LENGTH;

    private final Intake intake;
    private final PublisherMemory memory;
    private final KeptStream kept;
    private final TsPackets packets = new TsPackets(this::packet);
    private final TsProgram program = new TsProgram();
    private TsProgram.Video video = TsProgram.Video.NONE;
    private @Nullable ByteBuf chunk;
    private boolean chunkIsKeyFrame;
    /// Where the tables at the end of the chunk begin, or -1; they belong to a key frame that may follow.
    private int tablesAt = -1;
    private long bytesWithoutProgram;
    private boolean outOfMemory;
    private @Nullable RefusedException refused;
    private boolean closed;

    TsIngest(Intake intake, PublisherMemory memory, KeptStream kept) {
        this.intake = intake;
        this.memory = memory;
        this.kept = kept;
    }

    @Override
    public void feed(ByteBuf input) throws RefusedException {
        bytesWithoutProgram += program.known() ? 0 : input.readableBytes();
        packets.feed(input);
        if (outOfMemory) {
            throw PublisherMemory.refused();
        }
        if (packets.skippedInARow() > MOST_SENSELESS_BYTES) {
            throw new RefusedException(RefusedException.Reason.FORMAT, "what is sent is no MPEG-TS any more");
        }
        if (bytesWithoutProgram > MOST_SENSELESS_BYTES) {
            throw new RefusedException(RefusedException.Reason.FORMAT, "this MPEG-TS has no table that says what is in it");
        }
        if (refused != null) {
            throw refused;
        }
        if (program.known()) {
            intake.open(content(), kept);
        }
    }

    private Intake.Content content() throws RefusedException {
        if (program.video() != TsProgram.Video.NONE) {
            return Intake.Content.VIDEO;
        }
        if (program.hasMpegAudio()) {
            return Intake.Content.AUDIO;
        }
        throw new RefusedException(RefusedException.Reason.FORMAT, "there is no video in this MPEG-TS");
    }

    @Override
    public void handOn() {
        if (!closed) {
            flush(tablesAt);
        }
    }

    private void packet(ByteBuf bytes, int at) {
        var kind = program.read(bytes, at);
        if (kind == TsProgram.Packet.AUDIO && program.video() == TsProgram.Video.NONE) {
            intake.audio(bytes, at);
        }
        if (kind == TsProgram.Packet.KEY_FRAME) {
            flush(tablesAt);
            checkVideo();
            chunkIsKeyFrame = true;
        } else if (chunk != null && chunk.readableBytes() >= CHUNK_BYTES) {
            flush(tablesAt);
        }
        var into = chunk == null ? Packet.buffer(FIRST_BYTES) : chunk;
        chunk = into;
        if (!hasRoom(into)) {
            return;
        }
        if (kind != TsProgram.Packet.TABLE) {
            tablesAt = -1;
        } else if (tablesAt < 0) {
            tablesAt = into.writerIndex();
        } else if (into.writerIndex() - tablesAt >= MOST_TABLE_BYTES) {
            dropOldTables(into);
        }
        into.writeBytes(bytes, at, TsPackets.LENGTH);
    }

    private boolean hasRoom(ByteBuf into) {
        if (into.writableBytes() < TsPackets.LENGTH) {
            int capacity = into.alloc().calculateNewCapacity(into.writerIndex() + TsPackets.LENGTH, into.maxCapacity());
            outOfMemory |= !memory.set(PublisherMemory.Part.CHUNK, capacity);
        }
        return !outOfMemory;
    }

    /// Tables are held back for a key frame, and a sender may send nothing else for ever.
    private void dropOldTables(ByteBuf full) {
        full.setBytes(tablesAt, full, full.writerIndex() - KEPT_TABLE_BYTES, KEPT_TABLE_BYTES);
        full.writerIndex(tablesAt + KEPT_TABLE_BYTES);
    }

    /// At each key frame, since before the first one nothing is decoded.
    private void checkVideo() {
        var before = video;
        video = program.video();
        if (before != video) {
            boolean again = before != TsProgram.Video.NONE;
            if (again) {
                kept.forget();
            }
            open();
            intake.begins(video == TsProgram.Video.MPEG1, again);
        }
    }

    /// Within [#feed], so that the first packets are not given to an intake that is still to be opened.
    private void open() {
        try {
            if (refused == null) {
                intake.open(Intake.Content.VIDEO, kept);
            }
        } catch (RefusedException e) {
            refused = e;
        }
    }

    /// Hands on the chunk, without the tables at its end.
    private void flush(int tables) {
        var full = chunk;
        if (full == null || tables == full.readerIndex()) {
            return;
        }
        chunk = null;
        if (tables >= 0) {
            chunk = Packet.buffer(FIRST_BYTES).writeBytes(full, tables, full.writerIndex() - tables);
            full.writerIndex(tables);
            tablesAt = Packet.HEADROOM;
        }
        hand(trimmed(full));
    }

    /// Copies what fills less than half of its buffer: small chunks are many.
    private static ByteBuf trimmed(ByteBuf full) {
        if (full.capacity() <= 2 * full.readableBytes() + Packet.HEADROOM) {
            return full;
        }
        var small = Packet.buffer(full.readableBytes()).writeBytes(full);
        full.release();
        return small;
    }

    private void hand(ByteBuf full) {
        boolean isKeyFrame = chunkIsKeyFrame;
        chunkIsKeyFrame = false;
        if (video == TsProgram.Video.MPEG1) {
            intake.packets(full.retainedDuplicate(), isKeyFrame); // each reads with indexes of its own
        }
        kept.publish(full, isKeyFrame);
        memory.set(PublisherMemory.Part.CHUNK, chunk == null ? 0 : chunk.capacity());
        outOfMemory |= !memory.set(PublisherMemory.Part.KEPT, kept.heldBytes());
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            kept.close();
            packets.close();
            if (chunk != null) {
                chunk.release();
                chunk = null;
            }
        }
    }
}
