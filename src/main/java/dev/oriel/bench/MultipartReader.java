package dev.oriel.bench;

import dev.oriel.frame.ProtocolException;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// Reads `multipart/x-mixed-replace` as it comes: the head of each part; the picture is skipped by its `Content-Length`, or, where
/// a server gives none, searched for the boundary.
///
/// Threads: one. Allocates nothing per part.
final class MultipartReader implements Body {
    private static final int MOST_LINE_BYTES = 1024;
    private static final byte[] LENGTH = ascii("content-length:");
    private static final byte[] TIME = ascii("x-timestamp:");
    private static final byte[] GRABBED = ascii("x-ustreamer-grab-time:");

    /// Who is told of complete pictures.
    interface Pictures {
        /// @param takenMicros   `X-Timestamp` in microseconds since 1970-01-01 UTC, or -1
        /// @param grabbedMicros µStreamer's `X-UStreamer-Grab-Time` in microseconds of its machine's monotonic clock, or -1
        void picture(long takenMicros, long grabbedMicros);
    }

    private final Pictures pictures;
    private final byte[] delimiter;
    private final byte[] line = new byte[MOST_LINE_BYTES];
    private int lineBytes;
    private boolean inPicture;
    private boolean headSeen;
    private long pictureLeft = -1;
    private int matched;
    private long takenMicros = -1;
    private long grabbedMicros = -1;

    /// @param boundary as the `Content-Type` names it, with or without its leading dashes
    MultipartReader(String boundary, Pictures pictures) {
        this.pictures = pictures;
        delimiter = ascii(boundary.startsWith("--") ? boundary : "--" + boundary);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void read(ByteBuf in) throws ProtocolException {
        while (in.isReadable()) {
            if (!inPicture) {
                octet(in.readByte());
            } else if (pictureLeft >= 0) {
                int bytes = (int) Math.min(pictureLeft, in.readableBytes());
                in.skipBytes(bytes);
                pictureLeft -= bytes;
                if (pictureLeft == 0) {
                    complete();
                }
            } else {
                search(in.readByte());
            }
        }
    }

    private void octet(byte octet) throws ProtocolException {
        if (octet == '\n') {
            line();
            lineBytes = 0;
        } else if (octet != '\r') {
            if (lineBytes == MOST_LINE_BYTES) {
                throw new ProtocolException("a line of more than " + MOST_LINE_BYTES + " bytes in a part's head");
            }
            line[lineBytes++] = octet;
        }
    }

    private void line() throws ProtocolException {
        if (lineBytes == 0) {
            inPicture = headSeen;
            if (inPicture && pictureLeft == 0) {
                throw new ProtocolException("a part without content");
            }
        } else {
            headSeen = true;
            if (begins(LENGTH)) {
                pictureLeft = decimalMicros(LENGTH.length) / 1_000_000;
            } else if (begins(TIME)) {
                takenMicros = decimalMicros(TIME.length);
            } else if (begins(GRABBED)) {
                grabbedMicros = decimalMicros(GRABBED.length);
            }
        }
    }

    private boolean begins(byte[] name) {
        if (lineBytes < name.length) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if (Character.toLowerCase(line[i]) != name[i]) {
                return false;
            }
        }
        return true;
    }

    /// Reads `123.456789` as 123456789.
    private long decimalMicros(int from) throws ProtocolException {
        long value = 0;
        int decimals = -1;
        for (int i = from; i < lineBytes && decimals < 6; i++) {
            if (line[i] == '.' && decimals < 0) {
                decimals = 0;
            } else if (line[i] >= '0' && line[i] <= '9') {
                value = value * 10 + line[i] - '0';
                decimals += decimals < 0 ? 0 : 1;
            } else if (line[i] != ' ') {
                throw new ProtocolException("not a number: " + new String(line, 0, lineBytes, StandardCharsets.US_ASCII));
            }
        }
        for (int i = Math.max(0, decimals); i < 6; i++) {
            value *= 10;
        }
        return value;
    }

    private void search(byte octet) {
        if (octet == delimiter[matched]) {
            matched++;
        } else if (matched != 2 || octet != '-') { // one dash more than the delimiter has: its last two still count
            matched = octet == delimiter[0] ? 1 : 0;
        }
        if (matched == delimiter.length) {
            complete();
            headSeen = true; // what follows on this line belongs to the delimiter
        }
    }

    private void complete() {
        pictures.picture(takenMicros, grabbedMicros);
        inPicture = false;
        headSeen = false;
        pictureLeft = -1;
        matched = 0;
        takenMicros = -1;
        grabbedMicros = -1;
    }
}
