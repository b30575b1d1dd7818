package dev.oriel.edge;

import dev.oriel.source.FrameSink;
import io.netty.buffer.ByteBuf;
import java.util.function.BooleanSupplier;

/// Pictures that come one by one, each whole.
///
/// A picture that turns out to be impossible to show is told to the listener, by its number.
///
/// An edge says itself when its camera gives none, and a thin link may take long for one: the time without a picture is no silence of the
/// camera's as long as the sender is known to be well.
final class IncomingPictures implements Incoming {

    /// Hears of pictures that cannot be shown; on the thread of the camera's source.
    interface Listener {
        void refused(long number, String words);
    }

    private final NewestPicture newest;
    private final Listener listener;
    private final BooleanSupplier isWell;
    /// Of the source's thread alone.
    private long number;

    /// @param isWell true while no picture is no sign of a fault; asked about once a second
    IncomingPictures(UploadMemory memory, Listener listener, BooleanSupplier isWell) {
        newest = new NewestPicture(memory);
        this.listener = listener;
        this.isWell = isWell;
    }

    /// @param picture passes to this
    void put(ByteBuf picture, long pictureNumber, long atMicros) {
        newest.put(picture, pictureNumber, atMicros);
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
        sink.onRefused(words -> listener.refused(number, words));
        newest.run(sink, taken -> number = taken, () -> {
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
