package dev.oriel.bench;

import dev.oriel.frame.ProtocolException;
import io.netty.buffer.ByteBuf;
import java.util.Locale;

/// Collects the head of an HTTP/1 response: status line and fields.
///
/// Threads: one.
final class ResponseHead {
    private static final int MOST_BYTES = 16 * 1024;

    private final StringBuilder text = new StringBuilder();

    /// Takes bytes up to the end of the head; what follows is left in `in`.
    ///
    /// @return true when the head is complete
    boolean read(ByteBuf in) throws ProtocolException {
        while (in.isReadable()) {
            int octet = in.readUnsignedByte();
            if (octet != '\r') {
                text.append((char) octet);
            }
            if (text.length() > 1 && text.charAt(text.length() - 1) == '\n' && text.charAt(text.length() - 2) == '\n') {
                return true;
            }
            if (text.length() > MOST_BYTES) {
                throw new ProtocolException("a response's head of more than " + MOST_BYTES + " bytes");
            }
        }
        return false;
    }

    /// The status line, such as `HTTP/1.1 404 Not Found`.
    String statusLine() {
        return text.substring(0, Math.max(0, text.indexOf("\n")));
    }

    /// The three digits of the status, or 0.
    int status() {
        var words = statusLine().split(" ", 3);
        return words.length > 1 && words[1].matches("[1-5][0-9][0-9]") ? Integer.parseInt(words[1]) : 0;
    }

    /// A field's value, or nothing.
    String field(String name) {
        return text.toString().lines().skip(1).filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":")).findFirst()
                .map(line -> line.substring(name.length() + 1).strip()).orElse("");
    }
}
