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
    MJPEG,
    /// A jsmpeg player: MPEG-TS over a WebSocket, of Oriel or of a relay. Pictures are counted, however they lie in messages.
    JSMPEG;

    boolean isWebSocket() {
        return this != MJPEG;
    }

    /// What follows a camera's address at an Oriel.
    String address() {
        return switch (this) {
            case MJPEG -> "/stream.mjpg";
            case JSMPEG -> "/jsmpeg";
            default -> "/live";
        };
    }

    boolean isFull() {
        return this == FULL || this == MUTE;
    }
}
