package dev.oriel.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avformat.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.oriel.frame.Jpeg;
import dev.oriel.frame.Packet;
import dev.oriel.frame.ProtocolException;
import dev.oriel.limits.PictureLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.BooleanSupplier;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/// The video of a file, a network stream or a stream of bytes: its packets, JPEGs as they are, and everything else decoded where that is
/// wanted.
///
/// Broken packets are skipped and counted. A stream that changes its size goes on.
///
/// Threads: one at a time. Blocking: opening and [#next] wait for the input, not longer than the request's patience, and end
/// within about 100 ms of a stop; reads of a Java stream end when the stream does.
///
/// Errors: [IOException] whose message is a short cause for a person: `connection refused`, `no video in it`. No address is in it.
public final class MediaInput implements AutoCloseable {
    /// The time of a picture whose container gives it none.
    public static final long NO_TIME = Long.MIN_VALUE;

    private static final long MICROS_A_SECOND = 1_000_000;
    /// The message of the failure to open a stream whose server does not send it in the way that was asked for.
    public static final String TRANSPORT_REFUSED = "the server refuses this transport";

    /// More broken packets than that in a row are no stream.
    private static final int MOST_BROKEN = 500;

    /// Who gets the pictures, on the thread that calls [#next].
    public interface Receiver {
        /// A packet as it comes, before it is decoded; the call may wait until it is due. A packet is small beside its picture.
        ///
        /// @return false when its picture is not wanted, which makes no difference to a JPEG
        default boolean packet(VideoPacket packet) throws InterruptedException {
            return true;
        }

        /// A picture was decoded.
        ///
        /// @param isSeen false where it is not given, because only a later one is wanted
        default void decoded(boolean isSeen) {
            // A receiver that counts nothing does not care.
        }

        /// A JPEG, which is the receiver's to release.
        ///
        /// @param atMicros its time in the stream, or [#NO_TIME]
        void jpeg(ByteBuf picture, long atMicros) throws IOException, InterruptedException;

        /// A picture, valid for the time of the call.
        ///
        /// @param atMicros its time in the stream, or [#NO_TIME]
        void picture(Picture picture, long atMicros) throws IOException, InterruptedException;
    }

    /// Passes pictures on.
    private final class PassedOn implements StreamDecoder.Frames {
        private final Receiver receiver;

        PassedOn(Receiver receiver) {
            this.receiver = receiver;
        }

        @Override
        public void decoded(boolean isSeen) {
            brokenInARow = 0;
            receiver.decoded(isSeen);
        }

        @Override
        public void picture(AVFrame frame, long time) throws IOException, InterruptedException {
            var shown = presentation.of(frame).within(limits, frame.width(), frame.height());
            try (var picture = new Picture(AvError.allocated(av_frame_clone(frame)), shown)) {
                receiver.picture(picture, micros(time));
            }
        }
    }

    private final MediaRequest request;
    private final PictureLimits limits;
    private final Interruption interruption;
    private final @Nullable StreamBytes bytes;
    private final AVPacket packet;
    private final AVFormatContext context;
    private AVStream stream = new AVStream(null);
    private VideoFormat format = new VideoFormat("", 0, 0, 0, false);
    private Presentation presentation = Presentation.PLAIN;
    private @Nullable StreamDecoder decoder;
    private @Nullable AnnexB converter;
    private long broken;
    private int brokenInARow;
    private boolean judged;
    private boolean ofFields;
    private boolean closed;

    /// Opens a file or a network stream.
    ///
    /// @param limits  what a picture may cost
    /// @param stopped asked all the time; once true, every wait ends
    public static MediaInput open(MediaRequest request, PictureLimits limits, BooleanSupplier stopped) throws IOException {
        Libraries.formats();
        var interruption = new Interruption(stopped, request);
        try {
            return new MediaInput(request, limits, interruption, null);
        } catch (IOException | RuntimeException e) {
            interruption.close();
            throw e;
        }
    }

    /// Opens a stream of bytes, which stays the caller's: closing it is how a wait for it is ended.
    public static MediaInput open(InputStream stream, MediaRequest request, PictureLimits limits, BooleanSupplier stopped)
            throws IOException {
        Libraries.formats();
        var interruption = new Interruption(stopped, request);
        var bytes = new StreamBytes(stream);
        try {
            return new MediaInput(request, limits, interruption, bytes);
        } catch (IOException | RuntimeException e) {
            bytes.close();
            interruption.close();
            throw e;
        }
    }

    private MediaInput(MediaRequest request, PictureLimits limits, Interruption interruption, @Nullable StreamBytes bytes)
            throws IOException {
        this.request = request;
        this.limits = limits;
        this.interruption = interruption;
        this.bytes = bytes;
        packet = AvError.allocated(av_packet_alloc());
        context = AvError.allocated(avformat_alloc_context());
        try {
            interruption.setInto(context.interrupt_callback());
            if (bytes != null) {
                context.pb(bytes.context());
            }
            openContainer();
            openVideo();
        } catch (IOException | RuntimeException e) {
            free();
            throw e;
        }
    }

    private void openContainer() throws IOException {
        var wanted = request.format() == null ? null : av_find_input_format(request.format());
        try (var options = new MediaOptions(request)) {
            int code = avformat_open_input(context, request.url(), wanted, options.dictionary());
            if (code == AvError.INVALID_ARGUMENT) {
                throw new IOException("a format that is not read here");
            }
            check(code);
        }
        int code = avformat_find_stream_info(context, (AVDictionary) null);
        if (interruption.due()) {
            throw interruption.cause(code);
        }
    }

    private void openVideo() throws IOException {
        int index = av_find_best_stream(context, AVMEDIA_TYPE_VIDEO, -1, -1, (AVCodec) null, 0);
        if (index < 0 || (context.streams(index).disposition() & AV_DISPOSITION_ATTACHED_PIC) != 0) {
            throw new IOException("no video in it");
        }
        for (int i = 0; i < context.nb_streams(); i++) {
            if (i != index) {
                context.streams(i).discard(AVDISCARD_ALL);
            }
        }
        stream = context.streams(index);
        var parameters = stream.codecpar();
        var rate = av_guess_frame_rate(context, stream, null);
        presentation = Presentation.of(stream);
        boolean jpeg = parameters.codec_id() == AV_CODEC_ID_MJPEG && presentation.isPlain()
                && !isInterlaced(parameters.field_order());
        double fps = rate.den() == 0 ? 0 : (double) rate.num() / rate.den();
        format = new VideoFormat(VideoFormat.named(avcodec_get_name(parameters.codec_id()).getString()), parameters.width(),
                parameters.height(), fps > 1000 ? 0 : fps, jpeg);
        if (!jpeg) {
            openDecoder();
        }
        converter = AnnexB.of(stream, presentation);
    }

    private void openDecoder() throws IOException {
        var codec = request.protocols().decoders().find(stream.codecpar().codec_id());
        decoder = new StreamDecoder(stream, codec, request.live(), limits);
    }

    private static boolean isInterlaced(int fieldOrder) {
        return fieldOrder != AV_FIELD_UNKNOWN && fieldOrder != AV_FIELD_PROGRESSIVE;
    }

    /// What the container says of the video.
    public VideoFormat format() {
        return format;
    }

    /// Packets that were skipped because they were broken.
    public long broken() {
        return broken;
    }

    /// Reads the next packet and gives what pictures come of it, none to several.
    ///
    /// @return false at the end of the stream, or when stopped
    public boolean next(Receiver receiver) throws IOException, InterruptedException {
        interruption.restart();
        int code = av_read_frame(context, packet);
        try {
            if (code >= 0) {
                if (bytes != null) {
                    bytes.packet();
                }
                if (packet.stream_index() == stream.index()) {
                    give(receiver, receiver.packet(asGiven()));
                }
                return true;
            }
        } finally {
            av_packet_unref(packet);
        }
        return code == AvError.AGAIN || skipped(code) || ended(code, receiver);
    }

    private VideoPacket asGiven() {
        long shown = micros(packet.pts());
        long decoded = micros(packet.dts());
        return new VideoPacket(packet, converter, decoded == NO_TIME ? shown : decoded, shown);
    }

    private boolean skipped(int code) throws IOException {
        return code == AVERROR_INVALIDDATA() && countBroken();
    }

    private void check(int code) throws IOException {
        if (code < 0) {
            throw cause(code);
        }
    }

    private IOException cause(int code) {
        var refusal = bytes == null ? null : bytes.refusal();
        return refusal == null ? interruption.cause(code) : new IOException(refusal);
    }

    private boolean ended(int code, Receiver receiver) throws IOException, InterruptedException {
        if (interruption.stopped()) {
            return false;
        }
        if (code != AVERROR_EOF()) {
            throw cause(code);
        }
        if (decoder != null) {
            decoder.end(new PassedOn(receiver));
        }
        return false;
    }

    /// Of Motion-JPEG, the first packet tells whether its packets are pictures.
    private void judge() throws IOException {
        try {
            var first = Unpooled.wrappedBuffer(Address.bytes(packet.data(), packet.size()));
            ofFields = JpegFields.areIn(first, format.heightPixels());
            judged = true;
        } catch (ProtocolException _) {
            return; // the next one tells
        }
        if (ofFields) {
            openDecoder();
        }
    }

    private void give(Receiver receiver, boolean isPictureWanted) throws IOException, InterruptedException {
        if (decoder == null && !judged) {
            judge();
        }
        if (decoder == null) {
            if (packet.size() > Jpeg.MOST_BYTES) {
                countBroken();
                return;
            }
            var jpeg = Packet.buffer(packet.size()).writeBytes(Address.bytes(packet.data(), packet.size()));
            receiver.jpeg(jpeg, micros(packet.pts() == AV_NOPTS_VALUE ? packet.dts() : packet.pts()));
        } else if (!isPictureWanted) {
            decoder.keep(packet);
            brokenInARow = 0; // nothing is known of it
        } else if (!decoder.decode(packet, new PassedOn(receiver), interruption::stopped)) {
            countBroken();
        }
    }

    private long micros(long time) {
        return time == AV_NOPTS_VALUE
                ? NO_TIME
                : av_rescale(time, MICROS_A_SECOND * stream.time_base().num(), stream.time_base().den());
    }

    private boolean countBroken() throws IOException {
        boolean isFirstField = ofFields && brokenInARow == 0; // it makes no picture yet where each has a packet of its own
        broken += isFirstField ? 0 : 1;
        if (++brokenInARow > MOST_BROKEN) {
            throw new IOException("nothing in it can be decoded");
        }
        return true;
    }

    /// Goes back to the beginning.
    ///
    /// @return false where the container cannot do that; it has to be opened again then
    public boolean rewind() {
        long start = context.start_time() == AV_NOPTS_VALUE ? 0 : context.start_time();
        if (av_seek_frame(context, -1, start, AVSEEK_FLAG_BACKWARD) < 0) {
            return false;
        }
        if (decoder != null) {
            decoder.flush();
        }
        return true;
    }

    private void free() {
        if (decoder != null) {
            decoder.close();
        }
        if (converter != null) {
            converter.close();
        }
        av_packet_free(packet);
        if (!context.isNull()) {
            avformat_close_input(context);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            free();
            if (bytes != null) {
                bytes.close();
            }
            interruption.close();
        }
    }
}
