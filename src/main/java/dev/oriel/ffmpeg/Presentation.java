package dev.oriel.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_DISPLAYMATRIX;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_side_data_get;
import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.oriel.frame.Orientation;
import dev.oriel.limits.PictureLimits;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;

/// How decoded pixels are to be shown, as the picture or its container says: which way up, and how wide a pixel is.
///
/// @param orientation of the picture
/// @param pixelAspect a pixel's width over its height
record Presentation(Orientation orientation, double pixelAspect) {
    /// As the pixels lie, and square.
    static final Presentation PLAIN = new Presentation(Orientation.UPRIGHT, 1);

    /// What is beyond is a mistake, not a lens.
    private static final double MOST_ASPECT = 4;
    private static final double SQUARE_WITHIN = 0.01;
    private static final int MATRIX_BYTES = 9 * Integer.BYTES;

    /// What a stream says of all its pictures.
    static Presentation of(AVStream stream) {
        var parameters = stream.codecpar();
        var data = av_packet_side_data_get(parameters.coded_side_data(), parameters.nb_coded_side_data(),
                AV_PKT_DATA_DISPLAYMATRIX);
        var orientation = data == null || data.size() < MATRIX_BYTES ? Orientation.UPRIGHT : orientation(data.data());
        var container = stream.sample_aspect_ratio();
        return new Presentation(orientation, aspect(container.num() > 0 ? container : parameters.sample_aspect_ratio()));
    }

    /// What a picture says of itself, which is stronger than what its stream says.
    Presentation of(AVFrame frame) {
        var data = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
        var turned = data == null || data.size() < MATRIX_BYTES ? orientation : orientation(data.data());
        double own = aspect(frame.sample_aspect_ratio());
        return new Presentation(turned, own == 1 ? pixelAspect : own);
    }

    private static Orientation orientation(Pointer matrix) {
        var numbers = new IntPointer(matrix);
        return Orientation.ofMatrix(numbers.get(0), numbers.get(1), numbers.get(3), numbers.get(4));
    }

    private static double aspect(AVRational ratio) {
        double aspect = ratio.den() == 0 || ratio.num() == 0 ? 1 : (double) ratio.num() / ratio.den();
        return isSquare(aspect) ? 1 : aspect;
    }

    /// True where a pixel of that width over its height is shown as a square one.
    static boolean isSquare(double aspect) {
        return Math.abs(aspect - 1) < SQUARE_WITHIN || !(aspect <= MOST_ASPECT && aspect >= 1 / MOST_ASPECT);
    }

    /// True when pixels are shown as they are.
    boolean isPlain() {
        return orientation.equals(Orientation.UPRIGHT) && pixelAspect == 1;
    }

    /// The same, with pixels shown as square ones where a picture of that size would otherwise be larger than the limits allow.
    Presentation within(PictureLimits limits, int widthPixels, int heightPixels) {
        return limits.allows(widthOf(widthPixels), heightOf(heightPixels)) ? this : new Presentation(orientation, 1);
    }

    /// The width of a picture with square pixels, before it is turned. No pixel is lost: the narrower side grows.
    int widthOf(int widthPixels) {
        return pixelAspect > 1 ? even(widthPixels * pixelAspect) : widthPixels;
    }

    /// Its height.
    int heightOf(int heightPixels) {
        return pixelAspect < 1 ? even(heightPixels / pixelAspect) : heightPixels;
    }

    private static int even(double pixels) {
        return Math.max(2, (int) Math.round(pixels / 2) * 2);
    }
}
