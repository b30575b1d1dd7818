package dev.oriel.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.*;

import org.bytedeco.ffmpeg.avutil.AVFrame;

/// Where the planes of a [PixelFormat] lie, and what FFmpeg calls it.
///
/// @param avFormat       FFmpeg's number
/// @param bitsPerPixel   of the first plane
/// @param chromaDivisor  luma's stride over chroma's; 0 where there is one plane
/// @param chromaPlanes   planes after the first
/// @param chromaHalfHigh true when chroma has half as many rows
/// @param swapped        true when V's plane lies before U's
/// @param fullRange      true when black is 0 and white 255
record Layout(int avFormat, int bitsPerPixel, int chromaDivisor, int chromaPlanes, boolean chromaHalfHigh, boolean swapped,
        boolean fullRange) {

    static Layout of(PixelFormat format) {
        return switch (format) {
            case GREY -> packed(AV_PIX_FMT_GRAY8, 8, true);
            case YUYV -> packed(AV_PIX_FMT_YUYV422, 16, false);
            case UYVY -> packed(AV_PIX_FMT_UYVY422, 16, false);
            case YVYU -> packed(AV_PIX_FMT_YVYU422, 16, false);
            case NV12 -> new Layout(AV_PIX_FMT_NV12, 8, 1, 1, true, false, false);
            case NV21 -> new Layout(AV_PIX_FMT_NV21, 8, 1, 1, true, false, false);
            case YUV420 -> new Layout(AV_PIX_FMT_YUV420P, 8, 2, 2, true, false, false);
            case YVU420 -> new Layout(AV_PIX_FMT_YUV420P, 8, 2, 2, true, true, false);
            case YUV422 -> new Layout(AV_PIX_FMT_YUV422P, 8, 2, 2, false, false, false);
            case RGB24 -> packed(AV_PIX_FMT_RGB24, 24, true);
            case BGR24 -> packed(AV_PIX_FMT_BGR24, 24, true);
            case BGRX32 -> packed(AV_PIX_FMT_BGR0, 32, true);
            case RGB565 -> packed(AV_PIX_FMT_RGB565LE, 16, true);
        };
    }

    private static Layout packed(int avFormat, int bitsPerPixel, boolean fullRange) {
        return new Layout(avFormat, bitsPerPixel, 0, 0, false, false, fullRange);
    }

    boolean rgb() {
        return fullRange && avFormat != AV_PIX_FMT_GRAY8;
    }

    /// The least that a row of the first plane takes.
    int rowBytes(int widthPixels) {
        boolean pairs = chromaPlanes == 0 && !fullRange;
        int pixels = pairs ? (widthPixels + 1) / 2 * 2 : widthPixels;
        return pixels * bitsPerPixel / 8;
    }

    /// What all planes take; the last row may end with its pixels, which is let pass for whole rows only.
    long bytes(int heightPixels, int strideBytes) {
        return (long) strideBytes * heightPixels + chromaPlanes * chromaPlaneBytes(heightPixels, strideBytes);
    }

    private long chromaPlaneBytes(int heightPixels, int strideBytes) {
        return chromaPlanes == 0
                ? 0
                : (long) (strideBytes / chromaDivisor) * (chromaHalfHigh ? (heightPixels + 1) / 2 : heightPixels);
    }

    /// Points `frame` at the planes that begin at `address`.
    void planes(AVFrame frame, long address, int strideBytes) {
        frame.data(0, new Address(address)).linesize(0, strideBytes);
        long chroma = address + (long) strideBytes * frame.height();
        long planeBytes = chromaPlaneBytes(frame.height(), strideBytes);
        for (int plane = 0; plane < chromaPlanes; plane++) {
            int as = swapped ? chromaPlanes - plane : plane + 1;
            frame.data(as, new Address(chroma + plane * planeBytes)).linesize(as, strideBytes / chromaDivisor);
        }
    }
}
