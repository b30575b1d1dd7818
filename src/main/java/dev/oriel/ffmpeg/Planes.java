package dev.oriel.ffmpeg;

/// The planes of a 4:2:0 picture: brightness in full size, and two of colour at half its width and height, rounded up.
///
/// @param luma brightness
/// @param cb   blue against brightness, 128 for none
/// @param cr   red against brightness, 128 for none
public record Planes(Plane luma, Plane cb, Plane cr) {
    public int width() {
        return luma.width();
    }

    public int height() {
        return luma.height();
    }
}
