package dev.oriel.observe;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where in a text secrets stand: found by their place in addresses and headers, and by the name in front of them.
///
/// What a pattern may repeat without deciding it is bounded, so that a text takes a time in proportion to its length.
///
/// Threads: used by one.
final class SecretPlaces {
    /// A part of the text.
    record Span(int from, int to) {}

    /// A value behind a name: in quotes, or up to a blank, an `&` or a quote that ends something.
    private static final String VALUE = "(?:\"(?<double>[^\"]*)|'(?<single>[^']*)|(?<bare>(?:[^\\s&\"'<>]++|[\"'](?=[^\\s,;:)\\]}]))++))";
    private static final Pattern ASSIGNED = Pattern
            .compile("(?<!\\w)(?<name>[A-Za-z][\\w.-]{0,63}+)[\"']?[ \\t]*(?<sign>[=:])(?!//)[ \\t]*" + VALUE);
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--?(?<name>[A-Za-z][\\w-]{0,63}+)[\"']?[ \\t]+" + VALUE);
    private static final Pattern LOGIN_OPTION = Pattern.compile("(?<![\\w-])-[uU](?<bare>[^\\s:=-][^\\s:]{0,199}+:\\S+)");
    private static final Pattern HEADER = Pattern
            .compile("(?i)(?<quote>[\"']?)(?<![\\w-])(?:(?:proxy-)?authorization|(?:set-)?cookie"
                    + "|x-[\\w-]{0,63}(?:key|token|auth|secret|pass)[\\w-]{0,63})[ \\t]*:[ \\t]*");
    private static final Pattern BEARER = Pattern.compile("(?i)\\bbearer[ \\t]+(?<value>[^\\s\"']+)");
    private static final Pattern BASIC = Pattern.compile("(?i)\\bbasic[ \\t]+(?<value>[A-Za-z0-9+/]{4,}={0,2})");
    private static final Pattern OWN_KEY = Pattern
            .compile("(?<value>" + "orielkey_[\\w-]+)|/ingest/(?<path>[^/\\s]+)(?=/)|\\bsshpass[ \\t]+-p(?<word>\\S+)");
    private static final Pattern NO_SCHEME = Pattern
            .compile("(?<![\\w/.:@=&?\\[-])(?<user>[A-Za-z0-9][\\w.+-]{0,63}+):(?!//)(?<value>\\S{0,500})@(?=[\\w\\[])");
    private static final Set<String> NO_USERS = Set.of("file", "v4l2", "exec", "test", "libcamera", "publish", "mailto");
    private static final Set<String> LOGINS = Set.of("u", "user", "userpwd", "proxy-user", "login");
    private static final Pattern HOST_AND_PORT = Pattern
            .compile("(?:[\\w-]*\\.[\\w.-]*|localhost|\\[[0-9A-Fa-f:.%\\w]*\\]):\\d{0,5}|\\[[0-9A-Fa-f:.%\\w]*\\]");
    private static final Pattern OPTIONS_OF_OURS = Pattern.compile("#(?:size|fps|quality|rotate|flip|filter|transport)=");
    /// How documentation and this program write a password that they do not tell.
    private static final Set<String> PLACEHOLDERS = Set.of("***", "PASSWORD", "PORT", "KEY");

    private final String text;
    private final List<Span> found = new ArrayList<>();

    SecretPlaces(String text) {
        this.text = text;
    }

    /// The spans, in no order; they may overlap.
    List<Span> found() {
        return found;
    }

    private void add(int from, int to) {
        if (from < to && !PLACEHOLDERS.contains(text.substring(from, to))) {
            found.add(new Span(from, to));
        }
    }

    private void addAll(Pattern pattern, String group) {
        for (var match = pattern.matcher(text); match.find();) {
            add(match.start(group), match.end(group));
        }
    }

    /// Users' parts of addresses, anywhere in the text.
    SecretPlaces inAddresses() {
        for (int at = text.indexOf("://"); at >= 0; at = text.indexOf("://", at + 3)) {
            address(at + 3, endOfAddress(at), false);
        }
        for (var match = NO_SCHEME.matcher(text); match.find();) {
            if (!NO_USERS.contains(match.group("user").toLowerCase(Locale.ROOT))) {
                add(match.start("value"), match.end("value"));
            }
        }
        return this;
    }

    /// The user's part of the one address that the whole text is: blanks and quotes belong to it.
    SecretPlaces inTheAddress() {
        address(text.indexOf("://") + 3, text.length(), true);
        return this;
    }

    /// An address in quotes ends with them, any other with a blank.
    private int endOfAddress(int colon) {
        int scheme = colon;
        while (scheme > 0
                && (Character.isLetterOrDigit(text.charAt(scheme - 1)) || "+.-".indexOf(text.charAt(scheme - 1)) >= 0)) {
            scheme--;
        }
        char before = scheme == 0 ? ' ' : text.charAt(scheme - 1);
        int end = before == '"' || before == '\'' ? text.indexOf(before, colon) : -1;
        if (end < 0) {
            end = colon;
            while (end < text.length() && !Character.isWhitespace(text.charAt(end)) && text.charAt(end) != '"') {
                end++;
            }
        }
        return end;
    }

    /// A password that holds `/`, `?` or `#` as they are ends the authority too early, so the last `@` of all decides.
    private void address(int from, int to, boolean alone) {
        int end = from;
        while (end < to && "/?#".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        var authority = text.substring(from, end);
        int colon = authority.indexOf(':');
        int at = authority.indexOf('@');
        if (at < 0 && (colon < 0 || HOST_AND_PORT.matcher(authority).matches())) {
            return;
        }
        int last = text.lastIndexOf('@', to - 1);
        if (colon < 0 || (at >= 0 && last < from + colon)) {
            add(from, text.lastIndexOf('@', end - 1));
        } else if (last > from + colon) {
            add(from + colon + 1, last);
        } else if (alone && !authority.substring(colon + 1).matches("\\d*")) {
            add(from + colon + 1, end);
        }
    }

    /// Parameters, variables and headers, behind `=` or `:`.
    ///
    /// @param colons false where a colon only ends the name of a camera
    SecretPlaces assigned(boolean colons) {
        var match = ASSIGNED.matcher(text);
        for (int from = 0; match.find(from);) {
            boolean counts = colons || match.group("sign").equals("=");
            if (counts && Secrets.isSecretName(match.group("name"))) {
                addValue(match);
                from = match.end();
            } else {
                from = match.end("name");
            }
        }
        return this;
    }

    private void addValue(Matcher match) {
        for (var group : new String[]{"double", "single"}) {
            if (match.group(group) != null) {
                add(match.start(group), match.end(group));
                return;
            }
        }
        var options = OPTIONS_OF_OURS.matcher(match.group("bare"));
        add(match.start("bare"), match.start("bare") + (options.find() ? options.start() : match.group("bare").length()));
    }

    /// Options of command lines whose value is a word of its own, and logins such as `-u USER:PASSWORD`.
    SecretPlaces options() {
        var match = OPTION.matcher(text);
        for (int from = 0; match.find(from); from = match.end("name")) {
            var name = match.group("name");
            if (name.equalsIgnoreCase("p") || Secrets.isSecretName(name)) {
                addValue(match);
            } else if (LOGINS.contains(name.toLowerCase(Locale.ROOT))) {
                addPasswordOf(match,
                        match.group("double") != null ? "double" : match.group("single") != null ? "single" : "bare");
            }
        }
        for (var login = LOGIN_OPTION.matcher(text); login.find();) {
            addPasswordOf(login, "bare");
        }
        return this;
    }

    private void addPasswordOf(Matcher match, String group) {
        int colon = match.group(group).indexOf(':');
        if (colon >= 0) {
            add(match.start(group) + colon + 1, match.end(group));
        }
    }

    /// Headers with credentials, and keys of this program wherever they stand.
    SecretPlaces headersAndKeys() {
        for (var header = HEADER.matcher(text); header.find();) {
            add(header.end(), endOfHeader(header.end(), header.group("quote")));
        }
        addAll(BEARER, "value");
        for (var basic = BASIC.matcher(text); basic.find();) {
            if (isLogin(basic.group("value"))) {
                add(basic.start("value"), basic.end("value"));
            }
        }
        for (var key = OWN_KEY.matcher(text); key.find();) {
            for (var group : new String[]{"value", "path", "word"}) {
                add(key.start(group), key.end(group));
            }
        }
        return this;
    }

    /// A header in quotes ends with them, any other with a quote of either kind or with the line.
    private int endOfHeader(int from, String quote) {
        var ends = quote.isEmpty() ? "\"'\r\n" : quote;
        int end = from;
        while (end < text.length() && ends.indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private static boolean isLogin(String encoded) {
        try {
            return new String(Base64.getDecoder().decode(encoded), StandardCharsets.ISO_8859_1).indexOf(':') >= 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
