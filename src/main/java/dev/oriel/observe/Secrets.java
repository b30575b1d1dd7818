package dev.oriel.observe;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Keeps passwords out of everything that is shown: `***` stands in their place.
///
/// A secret is known by its place (the user's part of an address, a header, `-u USER:PASSWORD`), by the name in front of it
/// (`?pw=`, `--pass`, `RTSP_PASSWORD=`), or because it has been seen in one of these before. In doubt a word is hidden.
///
/// Threads: any.
public final class Secrets {
    private static final String MASK = "***";
    private static final Pattern BEGINS_AS_ADDRESS = Pattern.compile("[A-Za-z][\\w+.-]*://.*", Pattern.DOTALL);
    /// Shorter ones are masked only as words of their own.
    private static final int DISTINCT_LETTERS = 6;
    /// What stands behind so many letters of a line is left out.
    private static final int LONGEST = 8192;

    private Secrets() {
    }

    /// Masks a text of any kind: a command line, a program's words, an error's message.
    public static String mask(String text) {
        return lineByLine(text, Secrets::places);
    }

    /// Masks an address that stands alone, such as the value of a setting: a blank in it belongs to the password.
    public static String maskAddress(String address) {
        return BEGINS_AS_ADDRESS.matcher(address).matches()
                ? masked(address, text -> new SecretPlaces(text).inTheAddress().assigned(true).headersAndKeys().found())
                : mask(address);
    }

    /// Masks a line of a log, where a colon may end the name of a camera: addresses, parameters and keys.
    public static String maskLine(String line) {
        return lineByLine(line, text -> new SecretPlaces(text).inAddresses().assigned(false).headersAndKeys().found());
    }

    /// Masks as [#mask], and every one of the secrets that are known, wherever it stands.
    public static String mask(String text, Collection<String> known) {
        return lineByLine(text, line -> {
            var places = new ArrayList<>(places(line));
            for (var secret : known) {
                var word = Pattern.quote(secret);
                var pattern = Pattern.compile(
                        secret.length() >= DISTINCT_LETTERS ? word : "(?<![A-Za-z0-9])" + word + "(?![A-Za-z0-9])");
                pattern.matcher(line).results().forEach(match -> places.add(new SecretPlaces.Span(match.start(), match.end())));
            }
            return places;
        });
    }

    /// The secrets that [#mask] finds in the text, as they stand there and percent-decoded.
    public static Set<String> in(String text) {
        var secrets = new TreeSet<String>();
        for (var place : places(text)) {
            var secret = text.substring(place.from(), place.to());
            secrets.add(secret);
            try {
                secrets.add(URLDecoder.decode(secret.replace("+", "%2B"), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                // It is not percent-encoded, and stands there as it is.
            }
        }
        secrets.remove("");
        return secrets;
    }

    /// True when a value of this name is most likely a secret.
    ///
    /// @param name of a setting, a parameter, an option or a variable
    public static boolean isSecretName(String name) {
        return SecretNames.contains(name);
    }

    private static List<SecretPlaces.Span> places(String text) {
        return new SecretPlaces(text).inAddresses().assigned(true).options().headersAndKeys().found();
    }

    /// No secret goes beyond its line.
    private static String lineByLine(String text, Function<String, List<SecretPlaces.Span>> finder) {
        return text.length() <= LONGEST
                ? masked(text, finder)
                : text.lines().map(line -> masked(line, finder)).collect(Collectors.joining("\n"));
    }

    /// Never fails: what cannot be looked through is not shown.
    private static String masked(String text, Function<String, List<SecretPlaces.Span>> finder) {
        var seen = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
        try {
            return masked(seen, finder.apply(seen));
        } catch (RuntimeException | StackOverflowError _) {
            return MASK;
        }
    }

    private static String masked(String text, List<SecretPlaces.Span> places) {
        var masked = new StringBuilder();
        int done = 0;
        for (var place : places.stream().sorted(Comparator.comparingInt(SecretPlaces.Span::from)).toList()) {
            if (place.from() >= done) {
                masked.append(text, done, place.from()).append(MASK);
            }
            done = Math.max(done, place.to());
        }
        return masked.append(text, done, text.length()).toString();
    }
}
