package dev.oriel.observe;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Which names of settings, parameters, options and variables speak of something secret.
///
/// A name that is wrongly taken for a secret's hides a harmless word; the other way round a password is shown. So this list is generous.
final class SecretNames {
    private static final Pattern ANYWHERE = Pattern.compile("passw|passphrase|passcode|pwd|secret|token|credential|kennwort|"
            + "authoriz|signature|apikey|accesskey|privatekey|accesscode|authcode|pincode|keypass");
    private static final Pattern AT_THE_END = Pattern.compile("(?:.*[a-z])?(?:pass|pw|pas|pwd)|.+[a-ln-z]key");
    /// As one word among several, such as `user-pass`.
    private static final Set<String> ANY_WORD = Set.of("pass", "pas", "pw", "psw", "psk", "otp", "auth", "bearer", "jwt",
            "cookie",
            "session", "cred", "creds", "sid", "stok", "share");
    /// As the last of several words: `api-key`, not `key-frame`.
    private static final Set<String> LAST_WORD = Set.of("key", "keys", "code", "pin", "sig", "hash", "nonce");
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^A-Za-z]+|(?<=[a-z])(?=[A-Z])");

    private SecretNames() {
    }

    /// @param name may have parts apart by dots, of which the last one counts
    static boolean contains(String name) {
        var last = name.substring(name.lastIndexOf('.') + 1);
        var words = BETWEEN_WORDS.splitAsStream(last).filter(word -> !word.isEmpty()).map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
        if (words.isEmpty()) {
            return false;
        }
        var joined = String.join("", words);
        return ANYWHERE.matcher(joined).find() || AT_THE_END.matcher(words.getLast()).matches()
                || words.stream().anyMatch(ANY_WORD::contains) || LAST_WORD.contains(words.getLast());
    }
}
