package dev.oriel.observe;

/// Other people's text made fit for one line: of the log, of a page, of a terminal.
public final class Printable {
    private static final int ZERO_WIDTH_NON_JOINER = 0x200c;
    private static final int ZERO_WIDTH_JOINER = 0x200d;

    private Printable() {
    }

    /// The text without what could end, forge or turn a line: control characters, separators of lines and marks of the direction of
    /// writing become blanks, halves of characters a question mark. Beyond `mostChars` characters it is cut.
    public static String of(String text, int mostChars) {
        var clean = new StringBuilder(Math.min(text.length(), mostChars));
        for (int at = 0; at < text.length();) {
            int letter = text.codePointAt(at);
            at += Character.charCount(letter);
            if (clean.length() + Character.charCount(letter) + (at < text.length() ? 1 : 0) > mostChars) {
                return clean.append('…').toString();
            }
            clean.appendCodePoint(fit(letter));
        }
        return clean.toString();
    }

    private static int fit(int letter) {
        return switch (Character.getType(letter)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> ' ';
            case Character.FORMAT -> letter == ZERO_WIDTH_JOINER || letter == ZERO_WIDTH_NON_JOINER ? letter : ' ';
            case Character.SURROGATE -> '?';
            default -> letter;
        };
    }
}
