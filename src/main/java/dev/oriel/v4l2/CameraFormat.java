package dev.oriel.v4l2;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// A picture format of cameras that Oriel can use; the earlier ones are preferred.
///
/// JPEG needs no work at all; planar YUV at 4:2:0 is what encoders take; RGB costs a conversion.
public enum CameraFormat {
    /// Complete JPEG pictures, some without their Huffman tables.
    MJPEG(Shape.COMPRESSED, 0, "MJPG", "JPEG"),
    /// Planes of Y, U, V, the last two at half size both ways.
    YU12(Shape.PLANAR_420, 1, "YU12"),
    /// A plane of Y, then one of interleaved U and V at half size both ways.
    NV12(Shape.PLANAR_420, 1, "NV12"),
    /// Y0 U Y1 V.
    YUYV(Shape.PACKED, 2, "YUYV"),
    /// U Y0 V Y1.
    UYVY(Shape.PACKED, 2, "UYVY"),
    /// As NV12 with V first.
    NV21(Shape.PLANAR_420, 1, "NV21"),
    /// Planes of Y, V, U.
    YV12(Shape.PLANAR_420, 1, "YV12"),
    /// Y0 V Y1 U.
    YVYU(Shape.PACKED, 2, "YVYU"),
    /// Planes of Y, U, V, the last two at half width.
    YUV422P(Shape.PLANAR_422, 1, "422P"),
    /// Three bytes, blue first.
    BGR24(Shape.PACKED, 3, "BGR3"),
    /// Three bytes, red first.
    RGB24(Shape.PACKED, 3, "RGB3"),
    /// Four bytes, blue first, the last unused.
    BGRX32(Shape.PACKED, 4, "XR24", "BGR4", "AR24"),
    /// Two bytes, little-endian, 5 bits red, 6 green, 5 blue.
    RGB565(Shape.PACKED, 2, "RGBP"),
    /// 8 bits of luma.
    GREY(Shape.PACKED, 1, "GREY");

    private enum Shape {
        COMPRESSED, PACKED, PLANAR_420, PLANAR_422
    }

    private final Shape shape;
    private final int bytesPerPixel;
    @SuppressWarnings("ImmutableEnumChecker") // toList() is unmodifiable
    private final List<FourCc> codes;

    CameraFormat(Shape shape, int bytesPerPixel, String... codes) {
        this.shape = shape;
        this.bytesPerPixel = bytesPerPixel;
        this.codes = Arrays.stream(codes).map(FourCc::of).toList();
    }

    /// The format that the kernel calls `code`, or empty for one that Oriel cannot use.
    public static Optional<CameraFormat> of(FourCc code) {
        return Arrays.stream(values()).filter(format -> format.codes.contains(code)).findFirst();
    }

    /// Reads a format as a person writes it: its [#word()] or the kernel's four letters, in either case.
    ///
    /// @throws IllegalArgumentException with words for a user when it is none of them
    public static CameraFormat parse(String text) {
        return Arrays.stream(values()).filter(format -> format.isCalled(text.strip())).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("format is one of "
                        + Arrays.stream(values()).map(CameraFormat::word).collect(Collectors.joining(", "))));
    }

    private boolean isCalled(String text) {
        return word().equalsIgnoreCase(text) || codes.stream().anyMatch(code -> code.toString().equalsIgnoreCase(text));
    }

    /// What a person calls it in an address: `mjpeg`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean isCompressed() {
        return shape == Shape.COMPRESSED;
    }

    /// Bytes from one row of the first plane to the next where the driver adds none; 0 when compressed.
    public int leastStrideBytes(int widthPixels) {
        return switch (shape) {
            case COMPRESSED -> 0;
            case PACKED -> (bytesPerPixel == 2 && this != RGB565 ? widthPixels + 1 & ~1 : widthPixels) * bytesPerPixel;
            case PLANAR_420, PLANAR_422 -> widthPixels + 1 & ~1;
        };
    }

    /// Bytes of a whole picture; 1 when compressed, for there any number may come.
    public long pictureBytes(int strideBytes, int heightPixels) {
        long luma = (long) strideBytes * heightPixels;
        return switch (shape) {
            case COMPRESSED -> 1;
            case PACKED -> luma;
            case PLANAR_420 -> luma + (long) strideBytes * ((heightPixels + 1) / 2);
            case PLANAR_422 -> 2 * luma;
        };
    }
}
