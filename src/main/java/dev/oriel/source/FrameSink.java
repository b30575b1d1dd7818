package dev.oriel.source;

import dev.oriel.ffmpeg.Picture;
import dev.oriel.ffmpeg.VideoPacket;
import dev.oriel.frame.Packet;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.FrameCounts;
import dev.oriel.limits.PictureLimits;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/// Where a running source puts its pictures. It rotates, flips, filters, scales and limits the rate as the camera's settings
/// say, encodes where it must, and otherwise passes a JPEG on byte for byte.
///
/// Threads: for the source's own thread.
public interface FrameSink {

    /// Publishes a JPEG. Bytes that are no JPEG are counted and dropped.
    ///
    /// @param picture          from [Packet#buffer(int)]; the caller's reference passes over, whatever happens
    /// @param capturedAtMicros microseconds since 1970-01-01 UTC
    void jpeg(ByteBuf picture, long capturedAtMicros);

    /// Publishes an uncompressed picture, which stays the caller's and may be used again at once.
    ///
    /// @param capturedAtMicros microseconds since 1970-01-01 UTC
    void picture(Picture picture, long capturedAtMicros);

    /// Publishes a packet of a video as its source sends it, before its picture is given, where it is H.264 that may be shown so.
    ///
    /// @param capturedAtMicros microseconds since 1970-01-01 UTC
    default void packet(VideoPacket packet, long capturedAtMicros) {
        // A sink of pictures alone.
    }

    /// Tells that packets which follow do not build on those that came.
    default void breaks() {
        // A sink of pictures alone.
    }

    /// False while the packets of a video do, and none of their pictures is wanted. Asked for each packet.
    default boolean wantsPictures() {
        return true;
    }

    /// True when the source is to end its run. Cheap enough to be asked in a loop.
    boolean stopped();

    /// The settings as they stand at the start of this run: what the source should ask its device for.
    CameraSettings settings();

    /// Where a source counts the pictures that it does not even give.
    default FrameCounts counts() {
        return new FrameCounts();
    }

    /// Tells that a picture was decoded: one that is not given, because only a later one is wanted, is no silence.
    default void decoded(boolean isSeen) {
        counts().countDecoded();
        if (!isSeen) {
            unchanged();
        }
    }

    /// What a picture may cost.
    PictureLimits limits();

    /// Tells what the source waits for, which is the cause that viewers see when no picture comes for too long. Empty when it is nothing
    /// but the next picture.
    ///
    /// Threads: any.
    default void awaits(String cause) {
        // A sink that nobody watches has nobody to tell.
    }

    /// Names who is told, on the source's thread and in words for people, why the picture cannot be shown that is being given.
    default void onRefused(Consumer<String> listener) {
        // A sink that shows nothing refuses nothing.
    }

    /// Tells that the source has looked and there is nothing new: no picture, and no silence.
    default void unchanged() {
        // A sink that nobody watches does not wait either.
    }

    /// Tells what the source turned out to give, for the log and the camera's description.
    ///
    /// @param outcome a few words: `MJPEG 1280x720 at 30 fps`
    /// @param fps     frames per second, or 0 where unknown
    void opened(String outcome, double fps);
}
