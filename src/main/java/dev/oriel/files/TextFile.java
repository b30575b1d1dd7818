package dev.oriel.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A text file as an editor of any system may have saved it: UTF-8, UTF-16 or UTF-32, with a byte order mark or without.
///
/// Blocking: reads the disk. Errors: an [IOException] whose message says why in words for a user, without the file's name.
public final class TextFile {
    private static final int MOST_BYTES = 4 << 20;
    private static final char MARK = '\uFEFF';

    private TextFile() {
    }

    /// The text, or null where there is no file. A link that leads nowhere is a file that cannot be read.
    public static @Nullable String readIfThere(Path file) throws IOException {
        return Files.notExists(file, LinkOption.NOFOLLOW_LINKS) ? null : read(file);
    }

    /// The same.
    ///
    /// @throws IOException that also names the file
    public static @Nullable String readNamedIfThere(Path file) throws IOException {
        try {
            return readIfThere(file);
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /// The whole text.
    public static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException("it is larger than " + (MOST_BYTES >> 20) + " MB");
            }
            return decode(bytes);
        } catch (NoSuchFileException e) {
            throw new IOException(Files.isSymbolicLink(file) ? "the link leads nowhere" : "no such file", e);
        } catch (IOException e) {
            throw new IOException(FileWords.of(e), e);
        }
    }

    /// @throws IOException naming line and remedy when the bytes are no text
    static String decode(byte[] bytes) throws IOException {
        var charset = charset(bytes);
        var decoder = charset.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var in = ByteBuffer.wrap(bytes);
        var out = CharBuffer.allocate(bytes.length + 1);
        var result = decoder.decode(in, out, true);
        var text = out.flip().toString();
        if (result.isError()) {
            long line = text.chars().filter(letter -> letter == '\n').count() + 1;
            throw new IOException("line " + line + ": the byte 0x" + "%02X".formatted(bytes[in.position()]) + " is no "
                    + charset.name() + letter(charset, bytes[in.position()]) + ": save the file as UTF-8");
        }
        return !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
    }

    /// The letter that an older editor would have meant.
    private static String letter(Charset charset, byte wrong) {
        var letter = new String(new byte[]{wrong}, Charset.forName("windows-1252")).charAt(0);
        return charset.equals(StandardCharsets.UTF_8) && Character.isLetterOrDigit(letter)
                ? " (in Windows-1252 or Latin-1 it is \"" + letter + "\")"
                : "";
    }

    /// Source: YAML 1.2, section 5.2: by the byte order mark, else by where the zeros of the first character are.
    private static Charset charset(byte[] bytes) {
        int first = at(bytes, 0) << 24 | at(bytes, 1) << 16 | at(bytes, 2) << 8 | at(bytes, 3);
        if (bytes.length >= 4 && (first == 0xFEFF || first >>> 8 == 0)) {
            return Charset.forName("UTF-32BE");
        } else if (bytes.length >= 4 && (first == 0xFFFE0000 || (first & 0xFFFFFF) == 0)) {
            return Charset.forName("UTF-32LE");
        } else if (bytes.length >= 2 && (first >>> 16 == 0xFEFF || first >>> 24 == 0)) {
            return StandardCharsets.UTF_16BE;
        } else if (bytes.length >= 2 && (first >>> 16 == 0xFFFE || (first & 0xFF0000) == 0)) {
            return StandardCharsets.UTF_16LE;
        }
        return StandardCharsets.UTF_8;
    }

    private static int at(byte[] bytes, int index) {
        return index < bytes.length ? bytes[index] & 0xFF : 0;
    }
}
