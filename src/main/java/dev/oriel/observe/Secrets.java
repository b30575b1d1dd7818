package dev.oriel.observe;

import java.util.regex.Pattern;

/// Keeps passwords out of everything that is shown.
public final class Secrets {
    private static final Pattern USER_INFO = Pattern.compile("(://[^/@\\s:]*):[^/\\s]*@");
    private static final Pattern NAMED = Pattern
            .compile("(?i)((?:\\b|[\\w-])(?:password|passwd|pass|pwd|token|key|api_?key|secret|auth|authorization)"
                    + "\\s*[=:]\\s*)(?:(?:basic|bearer|digest) )?[^\\s&#;]+");

    private static final Pattern USER_OPTION = Pattern.compile("(?<!\\S)(-u|--user)[ =]([^\\s:]+):\\S+");

    private Secrets() {
    }

    /// The text with the password of every address in it, and whatever is called a password, a key or a token, replaced by `***`.
    public static String mask(String text) {
        var addresses = USER_INFO.matcher(text).replaceAll("$1:***@");
        return USER_OPTION.matcher(NAMED.matcher(addresses).replaceAll("$1***")).replaceAll("$1 $2:***");
    }
}
