package dev.oriel.v4l2;

import java.util.List;

/// What a camera can be asked for, in the driver's order.
interface Offers {
    /// Pixel formats, also those that Oriel cannot use.
    List<FourCc> formats() throws CameraException;

    /// Sizes of a format; never empty, and untold where the driver doesn't tell.
    List<FrameSizes> sizes(FourCc format) throws CameraException;

    /// Rates of a format at a size; empty where the driver doesn't tell.
    List<FrameRates> rates(FourCc format, int width, int height) throws CameraException;
}
