package dev.oriel.bench;

/// The ways of watching that a load can be made of.
public enum Kind {
    /// `oriel.v1`: acknowledges every picture, with the time that it measured.
    FULL,
    /// `oriel.v1` without a single acknowledgement: what a browser that hangs looks like.
    MUTE,
    /// The simple way: a text message for each picture.
    PULL,
    /// `multipart/x-mixed-replace`, of any server.
    MJPEG;

    boolean isWebSocket() {
        return this != MJPEG;
    }

    boolean isFull() {
        return this == FULL || this == MUTE;
    }
}
