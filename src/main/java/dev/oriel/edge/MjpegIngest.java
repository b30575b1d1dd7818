package dev.oriel.edge;

import dev.oriel.frame.Jpeg;
import dev.oriel.frame.ProtocolException;
import dev.oriel.source.JpegSplitter;
import io.netty.buffer.ByteBuf;
import java.util.function.LongSupplier;

/// MJPEG that is posted: the newest picture waits for the camera's source, an older one never does.
final class MjpegIngest implements StreamIngest {
    /// A sender of so much without a picture sends none.
    private static final int MOST_BYTES_WITHOUT_PICTURE = JpegSplitter.MOST_BYTES + 64 * 1024;

    private final Intake intake;
    private final PublisherMemory memory;
    private final LongSupplier epochMicros;
    private final JpegSplitter splitter = new JpegSplitter(this::found, this::hasRoom);
    private final NewestPicture newest;
    private long bytesWithoutPicture;
    private boolean any;
    private boolean outOfMemory;
    private boolean closed;

    /// @param epochMicros the clock, microseconds since 1970-01-01 UTC
    MjpegIngest(Intake intake, PublisherMemory memory, LongSupplier epochMicros) {
        this.intake = intake;
        this.memory = memory;
        this.epochMicros = epochMicros;
        newest = new NewestPicture(memory);
    }

    private boolean hasRoom(int pictureBytes) {
        boolean room = memory.set(PublisherMemory.Part.PICTURE, pictureBytes);
        outOfMemory |= !room;
        return room;
    }

    @Override
    public void feed(ByteBuf input) throws RefusedException {
        bytesWithoutPicture += input.readableBytes();
        splitter.feed(input);
        if (outOfMemory) {
            throw PublisherMemory.refused();
        }
        if (bytesWithoutPicture > MOST_BYTES_WITHOUT_PICTURE) {
            throw new RefusedException(RefusedException.Reason.FORMAT, "there is no JPEG in what is sent");
        }
        if (any) {
            intake.open(Intake.Content.PICTURES, newest);
        }
    }

    private void found(ByteBuf picture) {
        bytesWithoutPicture = 0;
        any = any || isJpeg(picture);
        newest.put(picture, 0, epochMicros.getAsLong());
    }

    private static boolean isJpeg(ByteBuf picture) {
        try {
            Jpeg.scan(picture);
            return true;
        } catch (ProtocolException _) {
            return false;
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            splitter.close();
            newest.close();
        }
    }
}
