package dev.oriel.push;

/// A command of a relay that is not carried out, as the relay is told.
final class CommandRefusal extends Exception {
    private final String code;

    /// @param code  of the protocol
    /// @param words for a user
    CommandRefusal(String code, String words) {
        super(words);
        this.code = code;
    }

    String code() {
        return code;
    }

    String words() {
        return String.valueOf(getMessage());
    }
}
