package dev.oriel.hls;

import org.jspecify.annotations.Nullable;

/// Bytes that a playlist names.
///
/// @param reference  their address, as the playlist writes it
/// @param range      null for everything behind that address
/// @param encryption null for none
public record Piece(String reference, @Nullable ByteRange range, @Nullable Encryption encryption) {

    /// The last part of the address's path.
    String name() {
        int question = reference.indexOf('?');
        var path = question < 0 ? reference : reference.substring(0, question);
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
