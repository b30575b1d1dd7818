package dev.oriel.v4l2;

import dev.oriel.time.SystemClocks;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

/// A program that lists this machine's cameras and takes pictures from one, to try a driver by hand:
/// `CameraProbe [/dev/video0 [yuyv|mjpeg|- [1280x720|- [FPS|- [FRAMES [FILE]]]]]]`. The last picture is written to FILE.
public final class CameraProbe {
    private CameraProbe() {
    }

    public static void main(String[] args) throws IOException {
        Posix posix = Posix.system();
        for (Cameras.Found found : Cameras.list(posix)) {
            System.out.println(found.path() + " " + found.card() + " " + found.busInfo() + " " + found.driver() + " usable="
                    + found.isUsable() + " " + found.cause());
            found.modes().forEach(mode -> System.out.println("  " + mode.code() + " " + mode.sizes() + " " + mode.rates()));
        }
        if (args.length > 0) {
            String[] size = word(args, 2, "0x0").split("x");
            Wish wish = new Wish(word(args, 1, "").isEmpty() ? null : CameraFormat.parse(args[1]), Integer.parseInt(size[0]),
                    Integer.parseInt(size[1]), Double.parseDouble(word(args, 3, "0")));
            take(posix, args[0], wish, Integer.parseInt(word(args, 4, "30")), word(args, 5, ""));
        }
    }

    private static String word(String[] args, int index, String otherwise) {
        return index < args.length && !args[index].equals("-") ? args[index] : otherwise;
    }

    private static void take(Posix posix, String path, Wish wish, int frames, String file) throws IOException {
        try (Device device = Device.open(posix, path)) {
            Mode mode = device.negotiate(wish);
            System.out.println(mode.outcome(wish) + " stride " + mode.strideBytes());
            try (Capture capture = Capture.start(device, mode, new CaptureClock(SystemClocks.BOTH))) {
                long firstMicros = 0;
                for (int taken = 0; taken < frames;) {
                    try (Shot shot = capture.take(100)) {
                        if (shot == null) {
                            continue;
                        }
                        taken++;
                        firstMicros = taken == 1 ? shot.capturedAtMicros() : firstMicros;
                        System.out.println("frame " + taken + " " + shot.bytes().byteSize() + " bytes at +"
                                + (shot.capturedAtMicros() - firstMicros) + " us, age "
                                + (SystemClocks.BOTH.nowMicros() - shot.capturedAtMicros()) + " us");
                        if (taken == frames && !file.isEmpty()) {
                            Files.write(Path.of(file), shot.bytes().toArray(ValueLayout.JAVA_BYTE));
                        }
                    }
                }
                System.out.println("lost " + capture.lostFrames() + " dropped " + capture.droppedFrames());
            }
        }
    }
}
