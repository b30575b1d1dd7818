package dev.oriel.source;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The first bytes of a stream of pictures, which decide how it is read; nothing else that its sender says does.
///
/// What comes before the pictures is passed over: an empty line, a greeting, the head of an HTTP answer, the rest of a packet.
///
/// Threads: one at a time; no I/O. Ownership: [#close] frees the bytes.
public final class StreamOpening implements AutoCloseable {

    /// How a stream is read.
    public enum Format {
        /// MPEG transport stream.
        TRANSPORT_STREAM,
        /// JPEGs one after another, or as the parts of a multipart body.
        JPEGS,
        /// MPEG-1 video without a container, from a sequence header on.
        ELEMENTARY_STREAM,
        /// None of these.
        UNKNOWN,
        /// More bytes are needed.
        UNDECIDED
    }

    private static final int SYNC = 0x47;
    /// So many packets in a row are no accident.
    private static final int PACKETS = 3;
    private static final int[] BROADCAST = {188};
    /// With a time in front, as discs and camcorders have it, and with check bytes behind.
    private static final int[] ANY_PACKETS = {188, 192, 204};
    /// A stranger is told soon; a packet may be cut off in front of the first whole one.
    private static final int MOST_OF_UPLOAD = 4 * 188;
    private static final int MOST_OF_PROGRAM = 64 * 1024;

    private static final int SEQUENCE_HEADER = 0x1b3;
    private static final String CONTENT_TYPE = "content-type:";
    private static final int LEAST_MARKER = 0xc0;

    private final int[] packetLengths;
    private final int mostBytes;
    private final ByteBuf bytes = Unpooled.buffer(1024);
    private int searched;
    private Format format = Format.UNDECIDED;

    private StreamOpening(int mostBytes, int... packetLengths) {
        this.mostBytes = mostBytes;
        this.packetLengths = packetLengths;
    }

    /// Of what a publisher sends.
    public static StreamOpening ofUpload() {
        return new StreamOpening(MOST_OF_UPLOAD, BROADCAST);
    }

    /// Of what a program writes.
    public static StreamOpening ofProgram() {
        return new StreamOpening(MOST_OF_PROGRAM, ANY_PACKETS);
    }

    /// Takes all readable bytes of `input`, which stays the caller's.
    public Format add(ByteBuf input) {
        bytes.writeBytes(input);
        if (format == Format.UNDECIDED) {
            decide(false);
        }
        return format;
    }

    /// Decides on what is there, because nothing more comes; never [Format#UNDECIDED].
    public Format end() {
        if (format == Format.UNDECIDED) {
            decide(true);
        }
        return format;
    }

    /// True when nothing has come.
    public boolean isEmpty() {
        return bytes.writerIndex() == 0;
    }

    /// What has come, from where its pictures begin; stays this opening's.
    public ByteBuf bytes() {
        return bytes;
    }

    private void decide(boolean ended) {
        int length = bytes.readableBytes();
        if (length >= 4 && searched == 0) {
            format = ofBeginning();
        }
        for (; format == Format.UNDECIDED && searched < length && searched < mostBytes; searched++) {
            var found = at(searched, ended);
            if (found == Format.UNDECIDED) {
                break; // it may be one, once more is there
            }
            if (found != Format.UNKNOWN) {
                format = found;
                bytes.skipBytes(searched);
            }
        }
        if (format == Format.UNDECIDED && (ended || searched >= mostBytes)) {
            format = Format.UNKNOWN;
        }
    }

    /// What the very first bytes say.
    private Format ofBeginning() {
        if (bytes.getInt(0) == SEQUENCE_HEADER) {
            return Format.ELEMENTARY_STREAM;
        }
        if (begins("--") || begins("\r\n--")) {
            return Format.JPEGS;
        }
        return container().isEmpty() ? Format.UNDECIDED : Format.UNKNOWN;
    }

    private Format at(int position, boolean ended) {
        int left = bytes.writerIndex() - position;
        int first = bytes.getUnsignedByte(position);
        if (first == 0xff) {
            if (left < 4) {
                return ended ? Format.UNKNOWN : Format.UNDECIDED;
            }
            boolean picture = bytes.getUnsignedMedium(position) == 0xffd8ff
                    && bytes.getUnsignedByte(position + 3) >= LEAST_MARKER;
            return picture ? Format.JPEGS : Format.UNKNOWN;
        }
        return first == SYNC ? packets(position, left, ended) : Format.UNKNOWN;
    }

    private Format packets(int position, int left, boolean ended) {
        var answer = Format.UNKNOWN;
        for (int length : packetLengths) {
            int whole = Math.min(PACKETS, 1 + (left - 1) / length);
            boolean inSync = IntStream.range(1, whole).allMatch(i -> bytes.getByte(position + i * length) == SYNC);
            if (inSync && whole == PACKETS) {
                return Format.TRANSPORT_STREAM;
            }
            if (inSync && !ended) {
                answer = Format.UNDECIDED;
            }
        }
        return answer;
    }

    private boolean begins(String text) {
        return bytes.writerIndex() >= text.length()
                && bytes.toString(0, text.length(), StandardCharsets.ISO_8859_1).equalsIgnoreCase(text);
    }

    // --- what to tell of something else

    /// What came, for a person: `an MP4 file`, `text: "hello"`.
    public String words() {
        if (bytes.writerIndex() == 0) {
            return "nothing";
        }
        var container = container();
        return container.isEmpty() ? text() : container;
    }

    /// The name of something that cannot be read as it comes, or empty.
    private String container() {
        if (bytes.writerIndex() >= 8 && bytes.toString(4, 4, StandardCharsets.ISO_8859_1).equals("ftyp")) {
            return "an MP4 file";
        }
        return switch (bytes.writerIndex() < 4 ? 0 : bytes.getInt(0)) {
            case 0x1a45dfa3 -> "Matroska or WebM";
            case 0x89504e47 -> "a PNG picture";
            case 0x47494638 -> "a GIF picture";
            case 0x464c5601 -> "FLV";
            case 0x4f676753 -> "Ogg";
            case 0x52494646 -> "AVI or another RIFF file";
            case 0x000001ba -> "an MPEG program stream";
            case 1 -> "raw video without a container";
            default -> bytes.writerIndex() >= 4 && bytes.getUnsignedMedium(0) == 1 ? "raw video without a container" : "";
        };
    }

    private String text() {
        var beginning = bytes.toString(0, Math.min(bytes.writerIndex(), 512), StandardCharsets.UTF_8).strip();
        if (beginning.chars().anyMatch(c -> c == '\ufffd' || (c < ' ' && !Character.isWhitespace(c)))) {
            return "bytes that begin with " + IntStream.range(0, Math.min(bytes.writerIndex(), 4))
                    .mapToObj(i -> "%02x".formatted(bytes.getUnsignedByte(i))).collect(Collectors.joining(" "));
        }
        var lower = beginning.toLowerCase(Locale.ROOT);
        if (lower.startsWith("<!doctype html") || lower.startsWith("<html")) {
            return "a web page";
        }
        var line = beginning.lines().findFirst().orElse("");
        var shown = line.length() > 60 ? line.substring(0, 60) + "…" : line;
        return line.startsWith("HTTP/")
                ? "an HTTP answer: \"" + shown + "\"" + contentType(beginning)
                : "text: \"" + shown + "\"";
    }

    private static String contentType(String head) {
        var header = head.lines().takeWhile(line -> !line.isEmpty()).map(String::strip)
                .filter(line -> line.regionMatches(true, 0, CONTENT_TYPE, 0, CONTENT_TYPE.length())).findFirst();
        return header.map(line -> ", " + line.substring(CONTENT_TYPE.length()).split(";", 2)[0].strip()).orElse("");
    }

    @Override
    public void close() {
        if (bytes.refCnt() > 0) {
            bytes.release();
        }
    }
}
