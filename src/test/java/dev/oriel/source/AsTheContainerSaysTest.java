package dev.oriel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.ffmpeg.JpegDecoder;
import dev.oriel.ffmpeg.Pictures;
import dev.oriel.frame.Jpeg;
import dev.oriel.frame.Packet;
import dev.oriel.frame.ProtocolException;
import dev.oriel.hub.CameraSettings;
import dev.oriel.hub.Flip;
import dev.oriel.hub.FrameCounts;
import dev.oriel.hub.Size;
import dev.oriel.hub.Subscription;
import dev.oriel.hub.Track;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.limits.PictureLimits;
import dev.oriel.time.Clocks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a file, a container or a JPEG says about how it is to be shown is obeyed, once, whatever the settings add.
class AsTheContainerSaysTest {
    private static final CameraSettings PLAIN = CameraSettings.titled("");

    @TempDir
    Path folder = Path.of("");
    private final FrameCounts counts = new FrameCounts();
    private final Track track = new Track("a", 0, new Clocks(() -> 0, () -> 0));
    private final List<String> sizes = new ArrayList<>();
    private final Subscription subscription = track.subscribe(Runnable::run, this::look);
    private final List<BufferedImage> images = new ArrayList<>();
    private CameraSettings settings = PLAIN;
    private PictureLimits limits = PictureLimits.usual();
    private String corners = "";

    @AfterEach
    void nothingIsLeft() {
        subscription.close();
        track.forget();
        assertThat(limits.memory().heldBytes()).isZero();
    }

    private void look() {
        try (var frame = new Taken(subscription.take())) {
            sizes.add(frame.jpeg.getWidth() + "x" + frame.jpeg.getHeight());
            images.add(frame.jpeg);
            corners = frame.corners;
        }
    }

    /// A frame, decoded by the JDK.
    private static final class Taken implements AutoCloseable {
        private final Packet frame;
        final BufferedImage jpeg;
        final String corners;

        Taken(@org.jspecify.annotations.Nullable Packet frame) {
            this.frame = java.util.Objects.requireNonNull(frame);
            var bytes = this.frame.content();
            try {
                jpeg = Pictures.image(bytes);
                corners = Pictures.corners(bytes);
                assertThat(this.frame.header().widthPixels()).isEqualTo(jpeg.getWidth());
                assertThat(this.frame.header().heightPixels()).isEqualTo(jpeg.getHeight());
                assertThat(Jpeg.scan(bytes).orientation().rotateDegrees()).isZero();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                bytes.release();
            }
        }

        @Override
        public void close() {
            frame.release();
        }
    }

    private CameraPipeline sink() {
        return new CameraPipeline(track, new CameraPipeline.Form(() -> settings, true, limits), new DeafListener(), counts);
    }

    private void play(Path file) throws IOException, InterruptedException {
        try (var sink = sink()) {
            new FileSource(file.toString(), false, TestMedia.CLOCKS).run(sink);
        } catch (LostException e) {
            assertThat(e).hasMessage("end of file");
        }
    }

    private static CameraSettings with(@org.jspecify.annotations.Nullable Size size, int rotate, Flip flip) {
        return new CameraSettings("", size, null, 90, rotate, flip, "");
    }

    // --- interlaced

    @ParameterizedTest
    @CsvSource({"i.ts,720x576,-c:v libx264 -pix_fmt yuv420p -x264opts tff=1",
        "b.ts,720x576,-c:v libx264 -pix_fmt yuv420p -x264opts bff=1",
        "m.ts,720x576,-c:v mpeg2video -flags +ildct+ilme -top 1",
        "hd.ts,1920x1080,-c:v libx264 -preset ultrafast -pix_fmt yuv420p -x264opts tff=1",
        "i.mp4,720x576,-c:v libx264 -pix_fmt yuv420p -x264opts tff=1"})
    void interlacedVideoIsShownWhole(String name, String size, String words) throws Exception {
        // Two fields of a stripe that moves far between them: combed, unless each picture shows one moment.
        var film = TestMedia.make(folder, name,
                "-vf scale=" + size.replace('x', ':') + ",interlace=lowpass=off,setsar=1 " + words + " -r 15 -t 1");
        play(film);
        assertThat(sizes).hasSizeBetween(14, 16).containsOnly(size);
        assertThat(counts.invalid()).isZero();
    }

    @Test
    void whatMovesInInterlacedVideoHasNoComb() throws Exception {
        TestMedia.needs(TestMedia.installed("ffmpeg"), "ffmpeg");
        var words = "-filter_complex color=black:s=320x240:r=50,drawbox=x=0:y=0:w=40:h=240:c=white:t=fill,scroll=horizontal=0.1,"
                + "interlace=lowpass=off -c:v mpeg2video -q:v 2 -flags +ildct+ilme -top 1 -t 1 -map_metadata -1";
        play(TestMedia.make(folder, "stripe.ts", words));
        assertThat(images).hasSizeGreaterThan(20);
        for (var image : images.subList(3, images.size() - 3)) {
            assertThat(comb(image)).as("rows that differ from both their neighbours").isLessThan(0.01);
        }
    }

    /// The share of pixels that are bright between two dark ones above and below, or the other way round.
    private static double comb(BufferedImage image) {
        int combed = 0;
        for (int y = 1; y < image.getHeight() - 1; y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int above = image.getRGB(x, y - 1) >> 8 & 255;
                int here = image.getRGB(x, y) >> 8 & 255;
                int below = image.getRGB(x, y + 1) >> 8 & 255;
                combed += Math.abs(here - above) > 100 && Math.abs(here - below) > 100 && Math.abs(above - below) < 30 ? 1 : 0;
            }
        }
        return (double) combed / (image.getWidth() * image.getHeight());
    }

    // --- which way up

    @ParameterizedTest
    @CsvSource({"1,320x240,red green blue white", "2,320x240,green red white blue", "3,320x240,white blue green red",
        "4,320x240,blue white red green", "5,240x320,red blue green white", "6,240x320,blue red white green",
        "7,240x320,white green blue red", "8,240x320,green white red blue"})
    void exifTurnsAPicture(int number, String size, String expected) throws IOException {
        try (var sink = sink()) {
            sink.jpeg(withExif(Pictures.quartersJpeg(320, 240), number), 0);
        }
        assertThat(sizes).containsExactly(size);
        assertThat(corners).isEqualTo(expected);
    }

    @Test
    void theSettingsTurnWhatExifHasTurned() throws IOException {
        try (var sink = sink()) {
            settings = with(null, 90, Flip.NONE);
            sink.jpeg(withExif(Pictures.quartersJpeg(320, 240), 8), 0);
            assertThat(corners).isEqualTo("red green blue white");
            settings = with(null, 0, Flip.H);
            sink.jpeg(withExif(Pictures.quartersJpeg(320, 240), 2), 1);
            assertThat(corners).isEqualTo("red green blue white");
            settings = with(null, 90, Flip.NONE);
            sink.jpeg(withExif(Pictures.quartersJpeg(320, 240), 5), 2); // red blue green white, then clockwise
            assertThat(corners).isEqualTo("green red white blue");
            settings = with(new Size(120, 160), 0, Flip.NONE);
            sink.jpeg(withExif(Pictures.quartersJpeg(320, 240), 6), 3);
        }
        assertThat(sizes).containsExactly("320x240", "320x240", "320x240", "120x160");
        assertThat(corners).isEqualTo("blue red white green");
    }

    @ParameterizedTest
    @ValueSource(ints = {90, 180, 270})
    void aDisplayMatrixTurnsAVideo(int counterClockwise) throws Exception {
        var upright = TestMedia.make(folder, "a.mp4", "-c:v libx264 -pix_fmt yuv420p -frames:v 3");
        var turned = folder.resolve("turned.mp4");
        turn(upright, turned, counterClockwise);
        play(turned);
        var size = counterClockwise == 180 ? "320x240" : "240x320";
        assertThat(sizes).hasSize(3).containsOnly(size);
        var shown = images.getLast();
        images.clear();
        settings = with(null, 360 - counterClockwise, Flip.NONE);
        play(upright);
        assertThat(difference(shown, images.getLast())).isLessThan(4);
    }

    private static void turn(Path film, Path turned, int counterClockwise) throws IOException, InterruptedException {
        var made = new ProcessBuilder("ffmpeg", "-v", "error", "-i", film.toString(), "-c", "copy", "-metadata:s:v",
                "rotate=" + counterClockwise, turned.toString()).inheritIO().start();
        assertThat(made.waitFor()).isZero();
    }

    private static double difference(BufferedImage one, BufferedImage other) {
        long sum = 0;
        for (int y = 0; y < one.getHeight(); y++) {
            for (int x = 0; x < one.getWidth(); x++) {
                sum += Math.abs((one.getRGB(x, y) >> 8 & 255) - (other.getRGB(x, y) >> 8 & 255));
            }
        }
        return (double) sum / one.getWidth() / one.getHeight();
    }

    @ParameterizedTest
    @CsvSource({"a.mp4,setsar=4/3,426x240", "b.ts,setsar=1/2,320x480", "c.mp4,setsar=1,320x240",
        "told-by-the-container.mkv,setsar=2 -bsf:v h264_metadata=sample_aspect_ratio=1,640x240",
        "told-by-the-container.mp4,setsar=2 -bsf:v h264_metadata=sample_aspect_ratio=1,640x240"})
    void pixelsThatAreNotSquareBecomeSo(String name, String filter, String size) throws Exception {
        play(TestMedia.make(folder, name, "-vf " + filter + " -c:v libx264 -pix_fmt yuv420p -frames:v 3"));
        assertThat(sizes).hasSize(3).containsOnly(size);
    }

    @Test
    void aMotionJpegVideoThatLiesOnItsSideIsTurned() throws Exception {
        var film = TestMedia.make(folder, "a.mov", "-c:v mjpeg -pix_fmt yuvj420p -frames:v 3");
        var turned = folder.resolve("turned.mov");
        turn(film, turned, 90);
        play(turned);
        assertThat(sizes).hasSize(3).containsOnly("240x320");
    }

    // --- what it may cost

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "video"})
    void aPictureOverTheLimitEndsTheRunWithTheCause(String form) throws Exception {
        limits = new PictureLimits(() -> 320 * 240 - 1, limits.memory());
        if (form.equals("jpeg")) {
            try (var sink = sink()) {
                assertThatThrownBy(() -> sink.jpeg(Pictures.quartersJpeg(320, 240), 0))
                        .hasMessage("its pictures of 320x240 are larger than limits.pixels allows");
            }
        } else {
            var film = TestMedia.make(folder, "a.ts", "-c:v libx264 -pix_fmt yuv420p -frames:v 3");
            try (var sink = sink()) {
                assertThatThrownBy(() -> new FileSource(film.toString(), false, TestMedia.CLOCKS).run(sink))
                        .hasMessage("its pictures of 320x240 are larger than limits.pixels allows");
            }
        }
    }

    @Test
    void aVideoThatRefersToMorePicturesThanThereIsRoomForIsRefused() throws Exception {
        limits = new PictureLimits(limits.mostPixels(), new MemoryBudget(() -> 10 * 320 * 240 * 3 / 2, System::nanoTime));
        var few = TestMedia.make(folder, "few.ts", "-c:v libx264 -pix_fmt yuv420p -refs 2 -bf 0 -frames:v 30");
        var many = TestMedia.make(folder, "many.ts", "-c:v libx264 -pix_fmt yuv420p -refs 16 -bf 0 -frames:v 30");
        try (var sink = sink(); var stream = Files.newInputStream(few)) {
            LiveReceiver.transportStream(stream, sink, TestMedia.CLOCKS);
        }
        assertThat(sizes).hasSize(30);
        try (var sink = sink(); var stream = Files.newInputStream(many)) {
            assertThatThrownBy(() -> LiveReceiver.transportStream(stream, sink, TestMedia.CLOCKS))
                    .hasMessageContaining("more than limits.memory leaves");
        }
        assertThat(sizes).as("refused before one is made").hasSize(30);
        limits = limits.ordinarily(9 * 320 * 240 * 3 / 2);
        try (var sink = sink(); var stream = Files.newInputStream(many)) {
            LiveReceiver.transportStream(stream, sink, TestMedia.CLOCKS);
        }
        assertThat(sizes).hasSize(60);
    }

    @Test
    void aPixelAspectMakesNoPictureLargerThanTheLimit() throws Exception {
        limits = new PictureLimits(() -> 320 * 240 * 2, limits.memory());
        for (int aspect : new int[]{2, 3}) {
            var film = TestMedia.make(folder, aspect + ".ts",
                    "-c:v libx264 -pix_fmt yuv420p -vf setsar=" + aspect + " -frames:v 1");
            try (var sink = sink(); var stream = Files.newInputStream(film)) {
                LiveReceiver.transportStream(stream, sink, TestMedia.CLOCKS);
            }
        }
        assertThat(sizes).containsExactly("640x240", "320x240");
    }

    @Test
    void bytesThatNoPictureComesOfEndTheRun() throws Exception {
        var film = Files.readAllBytes(TestMedia.make(folder, "a.ts", "-c:v libx264 -pix_fmt yuv420p -frames:v 30"));
        try (var sink = sink(); var stream = new SequenceInputStream(new ByteArrayInputStream(film), new StuffingPackets())) {
            assertThatThrownBy(() -> LiveReceiver.transportStream(stream, sink, TestMedia.CLOCKS))
                    .hasMessage("more than 64 MB for one picture");
        }
        assertThat(sizes).isNotEmpty();
    }

    @Test
    void anErrorInWhatGivesTheBytesEndsTheRunAlone() throws Exception {
        var film = Files.readAllBytes(TestMedia.make(folder, "a.ts", "-c:v libx264 -pix_fmt yuv420p -frames:v 30"));
        @SuppressWarnings("InputStreamSlowMultibyteRead")
        var failing = new InputStream() {
            @Override
            public int read() {
                throw new StackOverflowError("as where memory is short");
            }
        };
        try (var sink = sink(); var stream = new SequenceInputStream(new ByteArrayInputStream(film), failing)) {
            assertThatThrownBy(() -> LiveReceiver.transportStream(stream, sink, TestMedia.CLOCKS))
                    .isInstanceOf(IOException.class);
        }
        assertThat(sizes).isNotEmpty();
    }

    /// Packets of a transport stream that carry nothing, without an end.
    @SuppressWarnings("InputStreamSlowMultibyteRead")
    private static final class StuffingPackets extends InputStream {
        private long at;

        @Override
        public int read() {
            return switch ((int) (at++ % 188)) {
                case 0 -> 0x47;
                case 1 -> 0x1f;
                case 3 -> 0x10;
                default -> 0xff;
            };
        }
    }

    @Test
    void manyPassesOverALargePictureAreRefused() throws Exception {
        var progressive = Unpooled.wrappedBuffer(Files.readAllBytes(progressive()));
        try (var decoder = new JpegDecoder(
                new PictureLimits(() -> 320 * 240, new MemoryBudget(() -> 320 * 240 * 9, System::nanoTime)))) {
            decoder.decode(progressive).close();
        }
        try (var decoder = new JpegDecoder(
                new PictureLimits(() -> 320 * 240, new MemoryBudget(() -> 320 * 240 * 8, System::nanoTime)))) {
            assertThatThrownBy(() -> decoder.decode(progressive)).hasMessageContaining("limits.memory");
        }
        int passes = Jpeg.scan(progressive).passes();
        assertThat(passes).isGreaterThan(4);
        try (var decoder = new JpegDecoder(PictureLimits.usual())) {
            assertThatThrownBy(() -> decoder.decode(repeated(progressive, 30_000))).hasMessageContaining("passes");
        }
        progressive.release();
    }

    /// A progressive JPEG, made by the JDK.
    private Path progressive() throws IOException {
        var jpeg = Pictures.quartersJpeg(320, 240);
        var image = Pictures.image(jpeg);
        jpeg.release();
        var file = folder.resolve("p.jpg");
        var writer = javax.imageio.ImageIO.getImageWritersByFormatName("jpeg").next();
        var parameters = writer.getDefaultWriteParam();
        parameters.setProgressiveMode(javax.imageio.ImageWriteParam.MODE_DEFAULT);
        try (var out = javax.imageio.ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            writer.write(null, new javax.imageio.IIOImage(image, null, null), parameters);
        }
        return file;
    }

    /// The same picture with an empty last pass again and again.
    private static ByteBuf repeated(ByteBuf picture, int times) throws ProtocolException {
        int end = Jpeg.scan(picture).bytes() - 2;
        var pass = ByteBufUtil.decodeHexDump("ffda0008010100013f00" + "00");
        var many = Unpooled.buffer(end + times * pass.length + 2).writeBytes(picture, picture.readerIndex(), end);
        for (int i = 0; i < times; i++) {
            many.writeBytes(pass);
        }
        return many.writeShort(0xffd9);
    }

    private static ByteBuf withExif(ByteBuf jpeg, int number) {
        var body = ByteBufUtil
                .decodeHexDump("457869660000" + "4d4d002a00000008" + "0001" + "011200030000000100%02x0000".formatted(number)
                        + "00000000");
        var with = Packet.buffer(jpeg.readableBytes() + body.length + 4).writeShort(0xffd8).writeShort(0xffe1)
                .writeShort(body.length + 2).writeBytes(body).writeBytes(jpeg, jpeg.readerIndex() + 2, jpeg.readableBytes() - 2);
        jpeg.release();
        return with;
    }
}
