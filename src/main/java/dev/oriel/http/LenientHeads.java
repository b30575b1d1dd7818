package dev.oriel.http;

import java.util.Locale;
import org.apache.hc.core5.http.ContentLengthStrategy;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpMessage;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http.message.BasicLineParser;
import org.apache.hc.core5.http.message.StatusLine;
import org.apache.hc.core5.util.CharArrayBuffer;

/// Heads of answers as cameras write them: the status line of Icecast, lines that are no headers, lengths that are none.
///
/// Threads: any; without state.
final class LenientHeads extends BasicLineParser implements ContentLengthStrategy {
    private static final String OLD_NAME = "ICY ";

    @Override
    public StatusLine parseStatusLine(CharArrayBuffer line) throws ParseException {
        if (line.length() > OLD_NAME.length() && OLD_NAME.equalsIgnoreCase(line.substring(0, OLD_NAME.length()))) {
            var renamed = new CharArrayBuffer(line.length() + 8);
            renamed.append("HTTP/1.0 ");
            renamed.append(line, OLD_NAME.length(), line.length() - OLD_NAME.length());
            return super.parseStatusLine(renamed);
        }
        return super.parseStatusLine(line);
    }

    /// A line that is no header becomes one that nobody asks for.
    @Override
    public Header parseHeader(CharArrayBuffer line) {
        int colon = line.indexOf(':');
        var name = colon < 0 ? "" : line.substringTrimmed(0, colon);
        return name.isEmpty()
                ? new BasicHeader("X-Not-Understood", "")
                : new BasicHeader(name, line.substringTrimmed(colon + 1, line.length()));
    }

    @Override
    public long determineLength(HttpMessage answer) {
        var coding = answer.getFirstHeader(HttpHeaders.TRANSFER_ENCODING);
        if (coding != null && coding.getValue().toLowerCase(Locale.ROOT).contains("chunked")) {
            return CHUNKED;
        }
        var type = answer.getFirstHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null && type.getValue().strip().toLowerCase(Locale.ROOT).startsWith("multipart/")) {
            return UNDEFINED; // a stream, whose length nobody can know; some cameras name one all the same
        }
        var length = answer.getFirstHeader(HttpHeaders.CONTENT_LENGTH);
        var digits = length == null ? "" : length.getValue().strip();
        return digits.matches("\\d{1,18}") ? Long.parseLong(digits) : UNDEFINED;
    }
}
