package dev.oriel.ffmpeg;

/// How the pixels of an uncompressed picture lie in memory: the layouts that cameras give.
public enum PixelFormat {
    /// 8 bits of luma.
    GREY,
    /// Y0 U Y1 V, two pixels in four bytes.
    YUYV,
    /// U Y0 V Y1.
    UYVY,
    /// Y0 V Y1 U.
    YVYU,
    /// A plane of luma, then one of interleaved U and V at half size both ways.
    NV12,
    /// As NV12 with V first.
    NV21,
    /// Planes of Y, U, V, the last two at half size both ways.
    YUV420,
    /// Planes of Y, V, U.
    YVU420,
    /// Planes of Y, U, V, the last two at half width.
    YUV422,
    /// Three bytes, red first.
    RGB24,
    /// Three bytes, blue first.
    BGR24,
    /// Four bytes, blue first, the last unused.
    BGRX32,
    /// Two bytes, little-endian, 5 bits red, 6 green, 5 blue.
    RGB565
}
