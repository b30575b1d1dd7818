package dev.oriel.bus;

/// Stands for a reply, or for a part of one, that was longer than it may be: it was read to its end and dropped, so what comes after it
/// can be read.
///
/// @param why in words for people
record Unread(String why) {
    @Override
    public String toString() {
        return why;
    }
}
