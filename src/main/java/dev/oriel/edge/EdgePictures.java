package dev.oriel.edge;

import dev.oriel.source.FrameSink;
import io.netty.buffer.ByteBuf;
import java.util.function.BooleanSupplier;

/// Pictures of an edge's camera, the newest alone.
///
/// An edge says itself when its camera gives none, and a thin link may take long for one: the time without a picture is no silence of the
/// camera's as long as the edge is well.
final class EdgePictures implements Incoming {
    private final NewestPicture newest;
    private final BooleanSupplier isWell;

    /// @param isWell true while no picture is no sign of a fault; asked about once a second
    EdgePictures(UploadMemory memory, BooleanSupplier isWell) {
        newest = new NewestPicture(memory);
        this.isWell = isWell;
    }

    /// @param picture passes to this
    void put(ByteBuf picture, long number, long atMicros) {
        newest.put(picture, number, atMicros);
    }

    /// Lets go of what waits.
    void clear() {
        newest.clear();
    }

    @Override
    public Content content() {
        return Content.VIDEO;
    }

    @Override
    public boolean isPictures() {
        return true;
    }

    @Override
    public void run(FrameSink sink) throws InterruptedException {
        newest.run(sink, taken -> {}, () -> {
            if (isWell.getAsBoolean()) {
                sink.unchanged();
            }
        });
    }

    @Override
    public void close() {
        newest.close();
    }
}
