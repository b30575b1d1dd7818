package dev.oriel.web;

import java.util.Locale;

/// A cause why this server cannot do all that it should.
///
/// @param details the problem with names and places, for those who run the server
public record Unready(Cause cause, String details) {
    /// The words that `/readyz` tells everybody.
    public enum Cause {
        /// A file of the settings cannot be used.
        SETTINGS,
        /// There is no connection to the bus, or it refuses something.
        BUS,
        /// The accounts cannot be read, or there is none where a login is asked for: nobody can log in.
        ACCOUNTS,
        /// The keys cannot be read.
        KEYS,
        /// The certificate of https cannot be read or made anew, or its time is over.
        CERTIFICATE,
        /// FFmpeg's libraries cannot be loaded.
        LIBRARIES,
        /// Uploads or other input were refused just now, since they take all the memory that there is for them.
        MEMORY;

        /// The word in `/readyz`.
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
