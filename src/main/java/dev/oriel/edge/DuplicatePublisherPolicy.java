package dev.oriel.edge;

/// What becomes of a second publisher under one name.
public enum DuplicatePublisherPolicy {
    /// It takes the place of the first, which is told so and cut off.
    REPLACE,
    /// It is refused.
    REFUSE,
    /// As [#REPLACE]; but one that sends MPEG audio alone goes along with the pictures of another, for jsmpeg's players.
    AUDIO
}
