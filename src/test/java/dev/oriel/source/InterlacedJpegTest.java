package dev.oriel.source;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.frame.Jpeg;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// AVI files as capture cards write them: a JPEG of half the height for each field.
class InterlacedJpegTest {
    private static final int PICTURES = 6;

    @TempDir
    Path folder = Path.of("");

    /// Two fields for each picture, upper first.
    private List<byte[]> fields() throws IOException, InterruptedException {
        var all = Files.readAllBytes(TestMedia.make(folder, "fields.mjpeg", "-t 0.2 -vf separatefields -c:v mjpeg -q:v 3"));
        var fields = new ArrayList<byte[]>();
        for (int at = 0; at < all.length; at += fields.getLast().length) {
            int length = Jpeg.scan(Unpooled.wrappedBuffer(all, at, all.length - at)).bytes();
            fields.add(Arrays.copyOfRange(all, at, at + length));
        }
        assertThat(fields).hasSize(2 * PICTURES);
        return fields;
    }

    /// With the marker of OpenDML behind its first.
    private static byte[] marked(byte[] field, int polarity) {
        return ByteBuffer.allocate(field.length + 18).put(field, 0, 2).putShort((short) 0xffe0).putShort((short) 16)
                .put("AVI1".getBytes(US_ASCII)).put((byte) polarity).put(new byte[9]).put(field, 2, field.length - 2).array();
    }

    private static byte[] joined(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] chunk(String name, byte[]... parts) {
        var body = joined(parts);
        return joined(name.getBytes(US_ASCII), little(body.length), body, new byte[body.length % 2]);
    }

    private static byte[] little(int... numbers) {
        var bytes = ByteBuffer.allocate(4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int number : numbers) {
            bytes.putInt(number);
        }
        return bytes.array();
    }

    private RecordingSink played(List<byte[]> packets, int height) throws IOException {
        var name = "AVI ".getBytes(US_ASCII);
        var codec = "MJPG".getBytes(US_ASCII);
        var packed = packets.stream().map(packet -> chunk("00dc", packet)).toArray(byte[][]::new);
        var head = chunk("avih", little(33_333, 0, 0, 0, packets.size(), 0, 1, 0, 320, height, 0, 0, 0, 0));
        var stream = chunk("strh", "vids".getBytes(US_ASCII), codec, little(0, 0, 0, 1, 30, 0, packets.size(), 0, -1, 0, 0, 0));
        var format = chunk("strf", little(40, 320, height, 1 | 24 << 16), codec, little(320 * height * 3, 0, 0, 0, 0));
        var list = chunk("LIST", "strl".getBytes(US_ASCII), stream, format);
        var file = folder.resolve("card.avi");
        Files.write(file, chunk("RIFF", name, chunk("LIST", "hdrl".getBytes(US_ASCII), head, list),
                chunk("LIST", "movi".getBytes(US_ASCII), joined(packed))));
        var sink = new RecordingSink(1000);
        assertThatThrownBy(() -> new FileSource(file.toString(), false, TestMedia.CLOCKS).run(sink)).hasMessage("end of file");
        return sink;
    }

    @ParameterizedTest
    @CsvSource({"true,0", "true,7", "false,0", "false,512"})
    void twoFieldsInAPacketAreOnePicture(boolean marked, int padding) throws Exception {
        var fields = fields();
        var packets = new ArrayList<byte[]>();
        for (int i = 0; i < fields.size(); i += 2) {
            packets.add(joined(marked ? marked(fields.get(i), 1) : fields.get(i), new byte[padding],
                    marked ? marked(fields.get(i + 1), 2) : fields.get(i + 1)));
        }
        assertThat(played(packets, 240).shots).hasSize(PICTURES).allMatch(shot -> shot.size().equals("320x240"));
    }

    @Test
    void aFieldAPacketIsHalfAPicture() throws Exception {
        var fields = fields();
        var packets = new ArrayList<byte[]>();
        for (int i = 0; i < fields.size(); i++) {
            packets.add(marked(fields.get(i), 1 + i % 2));
        }
        assertThat(played(packets, 240).shots).hasSize(PICTURES).allMatch(shot -> shot.size().equals("320x240"));
    }

    @Test
    void wholePicturesPassThrough() throws Exception {
        var fields = fields();
        var marked = fields.stream().map(field -> marked(field, 0)).toList();
        assertThat(played(marked, 240).shots).as("a container that is wrong about the height").hasSize(2 * PICTURES)
                .allMatch(shot -> shot.size().isEmpty());
        var doubled = fields.stream().map(field -> joined(marked(field, 1), field)).toList();
        assertThat(played(doubled, 120).shots).as("a further picture behind the first").hasSize(2 * PICTURES)
                .allMatch(shot -> shot.size().isEmpty());
    }
}
