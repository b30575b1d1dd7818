package dev.oriel.edge;

import dev.oriel.source.FrameSink;
import io.netty.buffer.ByteBuf;

/// Pictures that come one by one, each whole.
///
/// A picture that turns out to be impossible to show is told to whoever sent it, by its number.
final class IncomingPictures implements Incoming {

    /// Who is told of pictures that cannot be shown; on the thread of the camera's source.
    interface Listener {
        void refused(long number, String words);
    }

    private final NewestPicture newest;
    private final Listener listener;
    /// Of the source's thread alone.
    private long number;

    IncomingPictures(UploadMemory memory, Listener listener) {
        newest = new NewestPicture(memory);
        this.listener = listener;
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
        newest.run(sink, taken -> number = taken);
    }

    @Override
    public void close() {
        newest.close();
    }
}
