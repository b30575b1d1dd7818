package dev.oriel.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What is mutated: pictures and videos of many kinds, made once by the installed `ffmpeg`.
///
/// @param jpegs       of several sizes and kinds
/// @param transport   MPEG-TS files with different codecs
/// @param elementary  bare MPEG-1 video
/// @param fragmented  an MP4 that can be streamed
@SuppressWarnings("ArrayRecordComponent") // bytes of files, never compared
record Material(List<byte[]> jpegs, List<byte[]> transport, byte[] elementary, byte[] fragmented) {
    private static final List<String> JPEGS = List.of("-frames:v 4 -s 320x240 -q:v 5 -pix_fmt yuvj420p",
            "-frames:v 2 -s 640x480 -q:v 8"
                    + " -pix_fmt yuvj422p",
            "-frames:v 2 -s 64x48 -pix_fmt yuvj444p", "-frames:v 1 -s 1280x720 -q:v 12 -pix_fmt gray");
    private static final List<String> TRANSPORT = List.of("-c:v libx264 -pix_fmt yuv420p -g 15 -t 2",
            "-c:v mpeg1video -bf 0 -t 2",
            "-c:v mpeg2video -flags +ildct+ilme -t 1", "-c:v libx265 -x265-params log-level=none -preset ultrafast -t 1",
            "-c:v libx264 -pix_fmt yuv420p -x264opts tff=1:ref=5 -t 1");

    static Material make(Path folder) throws IOException, InterruptedException {
        var jpegs = new ArrayList<byte[]>();
        for (var words : JPEGS) {
            jpegs.addAll(pictures(made(folder, "-f mjpeg", words)));
        }
        var transport = new ArrayList<byte[]>();
        for (var words : TRANSPORT) {
            transport.add(made(folder, "-f mpegts", words));
        }
        return new Material(jpegs, transport, made(folder, "-f mpeg1video", "-c:v mpeg1video -bf 0 -t 1"), made(folder,
                "-f mp4 -movflags frag_keyframe+empty_moov", "-c:v libx264 -pix_fmt yuv420p -t 1"));
    }

    private static byte[] made(Path folder, String form, String words) throws IOException, InterruptedException {
        var file = folder.resolve("material");
        var command = new ArrayList<>(
                List.of("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25"));
        command.addAll(Arrays.asList((words + " " + form).split(" ")));
        command.add(file.toString());
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IOException("ffmpeg failed at " + words);
        }
        return Files.readAllBytes(file);
    }

    private static List<byte[]> pictures(byte[] stream) {
        var all = new ArrayList<byte[]>();
        int start = 0;
        for (int i = 0; i + 1 < stream.length; i++) {
            if (stream[i] == (byte) 0xff && stream[i + 1] == (byte) 0xd9) {
                all.add(Arrays.copyOfRange(stream, start, i + 2));
                start = i + 2;
            }
        }
        return all;
    }

    /// All pictures one after another.
    byte[] film() {
        var film = new ByteArrayOutputStream();
        jpegs.forEach(film::writeBytes);
        return film.toByteArray();
    }
}
