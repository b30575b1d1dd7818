package dev.oriel.web;

import java.util.Locale;

/// A cause why this server cannot do all that it should.
///
/// @param details for those who run the server: what is wrong, with names and places
public record Unready(Cause cause, String details) {
    /// What `/readyz` tells everybody.
    public enum Cause {
        /// A file of the settings cannot be used.
        SETTINGS,
        /// There is no connection to the bus, or it refuses something.
        BUS,
        /// The accounts cannot be read.
        ACCOUNTS,
        /// The keys cannot be read.
        KEYS,
        /// What others send takes all the memory that there is for it.
        MEMORY;

        /// The word in `/readyz`.
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
