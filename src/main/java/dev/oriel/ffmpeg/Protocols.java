package dev.oriel.ffmpeg;

import java.util.Locale;
import java.util.Map;

/// Which of FFmpeg's protocols an input may use, also for what it points to. What comes over HTTP is fetched by others, and FFmpeg gets its
/// bytes alone.
///
/// A network stream comes from somebody else, so it must never make FFmpeg open a file, a pipe or anything of this machine
/// (`file`, `concat`, `data`, `subfile`, `pipe`, `fd`…): those are on no network list.
public enum Protocols {
    /// A file, and the files that it names itself.
    FILE("file"),
    /// RTSP over TCP unless an option says otherwise; pictures only. The connection to the server and its TLS are not FFmpeg's.
    RTSP("rtsp,rtp,udp,tcp"),
    /// The body of an answer over HTTP, which may point to nothing.
    BODY(""),
    /// A stream of bytes from a child process or a request, which may point to nothing.
    NONE("");

    /// Containers and bare streams that cameras, encoders and servers send, by the names of FFmpeg's demuxers.
    private static final String LIVE_FORMATS = "mpegts,mpeg,mov,mp4,matroska,webm,flv,live_flv,mjpeg,mpjpeg,h264,hevc,m4v,mpegvideo,ogg,ivf";

    private final String whitelist;

    Protocols(String whitelist) {
        this.whitelist = whitelist;
    }

    /// What may be decoded of it.
    Decoders decoders() {
        return this == FILE ? Decoders.OF_FILES : Decoders.OF_THE_NETWORK;
    }

    /// FFmpeg's option `format_whitelist`: what the input may be, also what it points to.
    String formats() {
        return switch (this) {
            case FILE -> LIVE_FORMATS + ",avi,asf,dv,gif,apng,mxf,nut,obu,vc1,yuv4mpegpipe";
            case RTSP -> "rtsp,sdp,rtp,mpegts";
            case BODY -> LIVE_FORMATS + ",avi";
            case NONE -> LIVE_FORMATS;
        };
    }

    /// The list for a network URL.
    ///
    /// @throws IllegalArgumentException for any other scheme
    public static Protocols of(String url) {
        int colon = url.indexOf("://");
        return switch (colon < 0 ? url : url.substring(0, colon).toLowerCase(Locale.ROOT)) {
            case "rtsp" -> RTSP;
            default -> throw new IllegalArgumentException("not a URL of a network stream");
        };
    }

    /// FFmpeg's option `protocol_whitelist`; a word that is no protocol where nothing is allowed, since empty means everything.
    String whitelist() {
        return whitelist.isEmpty() ? "none" : whitelist;
    }

    Map<String, String> options() {
        return switch (this) {
            case RTSP -> Map.of("rtsp_transport", "tcp", "allowed_media_types", "video");
            case FILE, BODY, NONE -> Map.of();
        };
    }
}
