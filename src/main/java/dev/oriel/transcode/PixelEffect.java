package dev.oriel.transcode;

import dev.oriel.ffmpeg.Planes;

/// A filter that changes pixels where they lie.
///
/// Threads: one at a time. Ownership: the pixels are valid for the time of a call.
public non-sealed interface PixelEffect extends FilterEffect {
    /// Changes a picture.
    ///
    /// Errors: whatever is thrown costs that picture, and is shown as the camera's cause where it goes on.
    ///
    /// @param pixels  4:2:0, full range: 0 is black, 255 white; colours of BT.601 around 128
    /// @param picture what is known of it besides
    void apply(Planes pixels, FilterMoment picture);

    /// Frees what the filter holds.
    default void close() {
    }
}
