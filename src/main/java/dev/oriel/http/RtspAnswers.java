package dev.oriel.http;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What an RTSP server sends over its connection, on its way to a client: media as it comes, messages written anew as they were
/// understood here, so that the client cannot understand anything else. Two things the client never sees: an answer that sends it
/// elsewhere, and another source of media over UDP than the server.
///
/// Threads: one. Blocking: as its streams do. Units: a message has at most 200 lines of 4000 bytes and a body of 1 MiB.
///
/// Source: RFC 2326, sections 4, 6, 7, 10.12 and 12.39.
final class RtspAnswers {
    private static final int CHUNK = 32 * 1024;
    private static final int LONGEST_LINE = 4000;
    private static final int MOST_LINES = 200;
    private static final int MOST_BODY = 1 << 20;
    private static final int FRAME_HEAD = 3;
    private static final int REDIRECTS = 3;
    private static final String VERSION = "RTSP/";
    private static final String LENGTH = "content-length:";
    private static final String LOCATION = "location:";
    private static final String TRANSPORT = "transport:";
    private static final Pattern NUMBER = Pattern.compile("\\s*\\+?(\\d{1,9}).*");

    private final InputStream from;
    private final OutputStream to;
    private final String peer;
    private final byte[] chunk = new byte[CHUNK];
    private int at;
    private int end;

    /// @param peer the server's address, as numbers
    RtspAnswers(InputStream from, OutputStream to, String peer) {
        this.from = from;
        this.to = new BufferedOutputStream(to, CHUNK);
        this.peer = peer;
    }

    /// Carries until the server ends, or sends its client elsewhere.
    ///
    /// @return where to, empty where it does not say; null at the end
    @Nullable
    String carry() throws IOException {
        for (int first = read(); first >= 0; first = read()) {
            if (first == '$') {
                to.write(first);
                copy(frameLength());
            } else {
                at--;
                var location = message();
                if (location != null) {
                    return location;
                }
            }
        }
        return null;
    }

    private int frameLength() throws IOException {
        int length = 0;
        for (int i = 0; i < FRAME_HEAD; i++) {
            int next = more();
            to.write(next);
            length = (length << 8 | next) & 0xffff;
        }
        return length;
    }

    /// @return null where the client gets the message
    private @Nullable String message() throws IOException {
        var lines = lines();
        if (lines.isEmpty()) {
            return null; // an empty line between messages
        }
        int status = status(lines.getFirst());
        if (status / 100 == REDIRECTS) {
            var location = last(lines, LOCATION);
            return location == null ? "" : location.strip();
        }
        var length = NUMBER.matcher(String.valueOf(last(lines, LENGTH)));
        int body = length.matches() ? Integer.parseInt(length.group(1)) : 0;
        if (body > MOST_BODY) {
            throw new IOException("an RTSP message of " + body + " bytes");
        }
        write(lines, body);
        copy(body);
        return null;
    }

    /// The head of a message, cleaned; no line is empty.
    private List<String> lines() throws IOException {
        var lines = new ArrayList<String>();
        for (var line = line(); !line.isEmpty(); line = line()) {
            if (lines.size() == MOST_LINES || line.startsWith("$")) {
                throw new IOException("an RTSP message of too many lines, or with media in it");
            }
            lines.add(lines.isEmpty() ? first(line) : line);
        }
        return lines;
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int next = more(); next != '\n'; next = more()) {
            if ((next >= ' ' || next == '\t') && line.length() < LONGEST_LINE) {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    /// The first line of a message, with one blank between its words.
    private static String first(String line) throws IOException {
        var words = line.strip().split("[ \t]+", 3);
        if (words[0].isEmpty() || (words[0].startsWith(VERSION) && (words.length < 2 || !words[1].matches("\\d{3}")))) {
            throw new IOException("no answer of RTSP");
        }
        return String.join(" ", words);
    }

    /// The status of an answer; 0 for a request of the server.
    private static int status(String first) {
        return first.startsWith(VERSION) ? Integer.parseInt(first.split(" ", 3)[1]) : 0;
    }

    /// What stands behind the last of the headers of this name.
    private static @Nullable String last(List<String> lines, String name) {
        return lines.subList(1, lines.size()).reversed().stream().filter(line -> is(line, name)).findFirst()
                .map(line -> line.substring(name.length())).orElse(null);
    }

    private static boolean is(String line, String name) {
        return line.toLowerCase(Locale.ROOT).startsWith(name);
    }

    private void write(List<String> lines, int body) throws IOException {
        var head = new StringBuilder(lines.getFirst()).append("\r\n");
        for (var line : lines.subList(1, lines.size())) {
            if (!is(line, LENGTH)) {
                head.append(line).append(is(line, TRANSPORT) ? ";source=" + peer : "").append("\r\n");
            }
        }
        head.append(body > 0 ? "Content-Length: " + body + "\r\n\r\n" : "\r\n");
        to.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private void copy(int length) throws IOException {
        for (int left = length; left > 0;) {
            to.write(more());
            int more = Math.min(left - 1, end - at);
            to.write(chunk, at, more);
            at += more;
            left -= 1 + more;
        }
    }

    private int more() throws IOException {
        int next = read();
        if (next < 0) {
            throw new IOException("the answer broke off");
        }
        return next;
    }

    /// What has been carried so far goes out before a wait.
    private int read() throws IOException {
        if (at == end) {
            to.flush();
            at = 0;
            end = Math.max(0, from.read(chunk));
        }
        return end == 0 ? -1 : chunk[at++] & 0xff;
    }
}
