package dev.oriel.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.*;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// FFmpeg's error codes in words that a person understands.
final class AvError {
    /// `AVERROR(EAGAIN)` on Linux: feed or drain the codec first.
    static final int AGAIN = -11;
    /// `AVERROR(EINVAL)` on Linux.
    static final int INVALID_ARGUMENT = -22;

    private AvError() {
    }

    /// Throws when `code` is an error, and returns it otherwise.
    static int check(int code) throws IOException {
        if (code < 0) {
            throw new IOException(words(code));
        }
        return code;
    }

    /// Stands in for a pointer that FFmpeg could not allocate.
    static <T> T allocated(T pointer) {
        if (pointer == null) {
            throw new OutOfMemoryError("no native memory for a codec");
        }
        return pointer;
    }

    /// The short cause behind a negative return code.
    static String words(int code) {
        String http = httpWords(code);
        if (http != null) {
            return http;
        }
        if (code == AVERROR_EOF()) {
            return "end of stream";
        } else if (code == AVERROR_INVALIDDATA() || code == AVERROR_DEMUXER_NOT_FOUND()) {
            return "unknown format";
        } else if (code == AVERROR_STREAM_NOT_FOUND()) {
            return "no video in it";
        } else if (code == AVERROR_DECODER_NOT_FOUND()) {
            return "no decoder for it";
        } else if (code == AVERROR_PROTOCOL_NOT_FOUND()) {
            return "protocol unknown or not allowed";
        } else if (code == AVERROR_EXIT()) {
            return "stopped";
        }
        return systemWords(code);
    }

    private static @org.jspecify.annotations.Nullable String httpWords(int code) {
        if (code == AVERROR_HTTP_UNAUTHORIZED()) {
            return "wrong user or password (401)";
        } else if (code == AVERROR_HTTP_FORBIDDEN()) {
            return "forbidden (403)";
        } else if (code == AVERROR_HTTP_NOT_FOUND()) {
            return "not found (404)";
        } else if (code == AVERROR_HTTP_TOO_MANY_REQUESTS()) {
            return "too many requests (429)";
        } else if (code == AVERROR_HTTP_BAD_REQUEST()) {
            return "bad request (400)";
        } else if (code == AVERROR_HTTP_OTHER_4XX()) {
            return "refused by the server (4xx)";
        } else if (code == AVERROR_HTTP_SERVER_ERROR()) {
            return "error in the server (5xx)";
        }
        return null;
    }

    /// The numbers are Linux's, the same on x86-64 and arm64.
    private static String systemWords(int code) {
        return switch (-code) {
            case 2 -> "no such file";
            case 5 -> "connection failed";
            case 13 -> "no permission";
            case 21 -> "it is a directory";
            case 93 -> MediaInput.TRANSPORT_REFUSED;
            case 101 -> "network unreachable";
            case 104 -> "connection reset";
            case 110 -> "timed out";
            case 111 -> "connection refused";
            case 113 -> "no route to host";
            default -> {
                var text = new byte[64];
                av_strerror(code, text, text.length);
                int end = 0;
                while (end < text.length && text[end] != 0) {
                    end++;
                }
                yield new String(text, 0, end, StandardCharsets.UTF_8).toLowerCase(java.util.Locale.ROOT);
            }
        };
    }
}
