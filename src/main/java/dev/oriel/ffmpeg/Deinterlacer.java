package dev.oriel.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.*;

import java.io.IOException;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/// Makes whole pictures of interlaced ones: what stands still keeps all its lines, what moves is shown as in one of the two fields.
///
/// It works from the first interlaced picture on and leaves progressive ones among them as they are. Each picture takes the next
/// one to be made, so all come one later.
///
/// Threads: one at a time.
final class Deinterlacer implements AutoCloseable {
    private static final String CHAIN = "bwdif=mode=send_frame:parity=auto:deint=interlaced";

    private final AVFrame result = AvError.allocated(av_frame_alloc());
    private @Nullable FilterGraph graph;

    /// Takes what comes out.
    interface Receiver {
        /// @param frame valid for the time of the call
        /// @param time  as it went in with that picture
        void picture(AVFrame frame, long time) throws IOException, InterruptedException;
    }

    /// Gives `frame` on, or what becomes of it and of those before it.
    ///
    /// @param time of the picture, in any unit, or `AV_NOPTS_VALUE`
    void filter(AVFrame frame, long time, Receiver receiver) throws IOException, InterruptedException {
        if (graph != null && !graph.takes(frame)) {
            end(receiver);
        }
        if (graph == null && !isInterlaced(frame)) {
            receiver.picture(frame, time);
            return;
        }
        if (graph == null) {
            graph = new FilterGraph(frame, CHAIN);
        }
        frame.pts(time);
        graph.push(frame);
        drain(graph, receiver);
    }

    /// Gives on what is still there; the next picture is the first of others.
    void end(Receiver receiver) throws IOException, InterruptedException {
        if (graph != null) {
            graph.push(null);
            drain(graph, receiver);
            forget();
        }
    }

    /// Drops what is still there.
    void forget() {
        if (graph != null) {
            graph.close();
            graph = null;
        }
    }

    private void drain(FilterGraph from, Receiver receiver) throws IOException, InterruptedException {
        while (from.pull(result)) {
            try {
                // The filter counts in halves of the unit, for those that want both fields.
                long time = result.pts() == AV_NOPTS_VALUE ? AV_NOPTS_VALUE : result.pts() / 2;
                progressive(result);
                receiver.picture(result, time);
            } finally {
                av_frame_unref(result);
            }
        }
    }

    static boolean isInterlaced(AVFrame frame) {
        return (frame.flags() & AVFrame.AV_FRAME_FLAG_INTERLACED) != 0;
    }

    /// Calls a picture progressive, whatever it is: the scaler refuses others.
    static void progressive(AVFrame frame) {
        frame.flags(frame.flags() & ~(AVFrame.AV_FRAME_FLAG_INTERLACED | AVFrame.AV_FRAME_FLAG_TOP_FIELD_FIRST));
    }

    @Override
    public void close() {
        forget();
        av_frame_free(result);
    }
}
