package dev.oriel.push;

/// Why there is no connection to the relay.
///
/// @param cause in words for a person, the same for each attempt that fails in the same way; no key, no login
/// @param retry how to go on
record Lost(String cause, Retry retry) {

    /// How soon to connect again.
    enum Retry {
        /// As soon as after a first failure, where the relay had taken an offer.
        USUAL,
        /// Later each time, whatever was there before.
        LATER,
        /// After the longest wait: only somebody's doing helps.
        LATEST
    }
}
