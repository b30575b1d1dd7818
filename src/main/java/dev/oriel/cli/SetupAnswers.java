package dev.oriel.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `oriel setup` is to make, judged as a whole.
///
/// @param settings   by key; empty where those that are there stay
/// @param account    null for none
/// @param key        null where the relay's key is in a file already, or none is needed
/// @param relay      null to serve here
/// @param startsAtBoot by systemd or cron
record SetupAnswers(Map<String, String> settings, @Nullable NewAccount account, @Nullable NewKey key, @Nullable String relay,
        boolean startsAtBoot) {

    /// @param hash of the password
    record NewAccount(String name, String hash) {
        /// Without the hash.
        @Override
        public String toString() {
            return name;
        }
    }

    /// @param isMade the relay does not know it yet
    record NewKey(String secret, boolean isMade) {
        /// Without the secret.
        @Override
        public String toString() {
            return "a key";
        }
    }
}
