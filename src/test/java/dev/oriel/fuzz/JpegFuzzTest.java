package dev.oriel.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.oriel.frame.Jpeg;
import dev.oriel.limits.MemoryBudget;
import dev.oriel.limits.PictureLimits;
import dev.oriel.transcode.FilterChain;
import dev.oriel.transcode.JpegProcessor;
import dev.oriel.transcode.Processing;
import io.netty.buffer.Unpooled;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// Mutated JPEGs through everything that `/api/process` does with one: each becomes a picture or an [IOException], nothing crashes,
/// memory stays within its budget, and sound pictures become pictures afterwards.
///
/// The Maven profile `fuzz` takes at least a hundred thousand of them, the usual tests a few seconds of the same beginning.
class JpegFuzzTest {
    private static final boolean IS_LONG = Integer.getInteger("oriel.fuzz.seconds", 4) >= 60;
    private static final Duration SHORT = Duration.ofSeconds(4);
    private static final int LONG_PICTURES = 100_000;
    private static final long SEED = Long.getLong("oriel.fuzz.seed", 20_261_128);
    private static final long MOST_BYTES = 64L << 20;
    private static final int MOST_PIXELS = 2_000_000;
    private static final List<String> CHAINS = List.of("", "gray", "negate,edges", "blur", "rotate=90,mirror", "pixelate");

    @TempDir
    Path folder = Path.of("");

    @Test
    void mutatedPicturesAreRefusedOrProcessed() throws Exception {
        var originals = new ArrayList<>(Material.make(folder).jpegs());
        originals.add(progressive(200, 120));
        var random = new Random(SEED);
        var mutation = new Mutation(random);
        var memory = new MemoryBudget(() -> MOST_BYTES, System::nanoTime);
        long beganNanos = System.nanoTime();
        int pictures = 0;
        int processed = 0;
        try (var processor = new JpegProcessor(new PictureLimits(() -> MOST_PIXELS, memory), () -> 0)) {
            while (IS_LONG ? pictures < LONG_PICTURES : System.nanoTime() - beganNanos < SHORT.toNanos()) {
                pictures++;
                processed += process(processor, mutation.of(originals.get(random.nextInt(originals.size()))), wish(random))
                        ? 1
                        : 0;
                assertThat(memory.heldBytes()).isLessThanOrEqualTo(MOST_BYTES);
            }
            for (var original : originals) {
                assertThat(process(processor, original, Processing.NONE)).isTrue();
            }
        }
        LoggerFactory.getLogger(JpegFuzzTest.class).info("{} mutated pictures, {} of them processed", pictures, processed);
        assertThat(memory.heldBytes()).isZero();
        assertThat(processed).isPositive().isLessThan(pictures);
    }

    private static Processing wish(Random random) {
        return new Processing(FilterChain.parse(CHAINS.get(random.nextInt(CHAINS.size()))),
                random.nextInt(3) * random.nextInt(300),
                random.nextInt(3) * random.nextInt(300), 1 + random.nextInt(100));
    }

    private static boolean process(JpegProcessor processor, byte[] jpeg, Processing processing) throws IOException {
        try {
            var outcome = processor.process(Unpooled.wrappedBuffer(jpeg), processing);
            assertThat(Jpeg.scan(outcome).isComplete()).isTrue();
            outcome.release();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static byte[] progressive(int width, int height) throws IOException {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, i * 37);
        }
        var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        var bytes = new ByteArrayOutputStream();
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            var parameters = writer.getDefaultWriteParam();
            parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
