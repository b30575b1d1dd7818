package dev.oriel.transcode;

/// A filter chain that is not understood, with words for a user that name the column.
public final class FilterException extends IllegalArgumentException {
    /// @param column of the chain's text where the mistake stands, from 1
    FilterException(int column, String message) {
        super("column " + column + ": " + message);
    }
}
