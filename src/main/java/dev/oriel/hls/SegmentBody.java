package dev.oriel.hls;

import dev.oriel.frame.BlockInputStream;
import dev.oriel.frame.ProtocolException;
import dev.oriel.http.Answer;
import dev.oriel.http.CameraClient;
import dev.oriel.http.HttpAddress;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.CipherInputStream;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Fetches the bytes of segments: the part that is asked for, decrypted where they are encrypted as a whole (RFC 8216, 4.3.2.4).
///
/// Threads: one at a time. Blocking: as the client.
final class SegmentBody {
    private static final int KEY_BYTES = 16;
    private static final int PARTIAL = 206;

    private final CameraClient client;
    private @Nullable HttpAddress keyAddress;
    private byte[] key = new byte[0];

    SegmentBody(CameraClient client) {
        this.client = client;
    }

    /// The bytes of a piece; the caller closes them.
    ///
    /// @param playlist where the piece is named
    /// @param sequence of the segment
    InputStream open(HttpAddress playlist, Piece piece, long sequence) throws IOException {
        var cipher = piece.encryption() == null ? null : cipher(playlist, piece.encryption(), sequence);
        var range = piece.range();
        var headers = range == null
                ? Map.<String, String>of()
                : Map.of("Range", "bytes=" + range.offset() + "-" + (range.end() - 1));
        var answer = client.get(PlaylistClient.resolved(playlist, piece.reference()), headers);
        try {
            var bytes = part(answer, range);
            return cipher == null ? bytes : new CipherInputStream(bytes, cipher);
        } catch (IOException | RuntimeException e) {
            answer.close();
            throw e;
        }
    }

    private static InputStream part(Answer answer, @Nullable ByteRange range) throws IOException {
        if (range == null || answer.status() == PARTIAL) {
            return answer.body();
        }
        answer.body().skipNBytes(range.offset()); // a server that knows no ranges
        return new Limited(answer.body(), range.length());
    }

    private Cipher cipher(HttpAddress playlist, Encryption encryption, long sequence) throws IOException {
        if (!encryption.method().equals("AES-128")) {
            throw new ProtocolException("encrypted with " + encryption.method() + ", which cannot be read");
        }
        try {
            var cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(Cipher.DECRYPT_MODE,
                    new SecretKeySpec(key(PlaylistClient.resolved(playlist, encryption.reference())), "AES"),
                    new IvParameterSpec(vector(encryption.vector(), sequence)));
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IOException("it cannot be decrypted", e);
        }
    }

    private byte[] key(HttpAddress address) throws IOException {
        if (!address.equals(keyAddress)) {
            try (var answer = client.get(address, Map.of())) {
                key = answer.body().readNBytes(KEY_BYTES + 1);
            }
            if (key.length != KEY_BYTES) {
                throw new ProtocolException("a key of other than " + KEY_BYTES + " bytes");
            }
            keyAddress = address;
        }
        return key;
    }

    private static byte[] vector(@Nullable String written, long sequence) throws ProtocolException {
        var digits = written == null ? "" : written.toLowerCase(Locale.ROOT).replaceFirst("^0x", "");
        try {
            var bytes = HexFormat.of().parseHex(written == null ? HexFormat.of().toHexDigits(sequence) : digits);
            var vector = new byte[KEY_BYTES];
            int length = Math.min(bytes.length, KEY_BYTES);
            System.arraycopy(bytes, bytes.length - length, vector, KEY_BYTES - length, length);
            return vector;
        } catch (IllegalArgumentException _) {
            throw new ProtocolException("an initialization vector that is no number");
        }
    }

    /// The first bytes of a body, which is closed with them.
    private static final class Limited extends BlockInputStream {
        private final InputStream body;
        private long leftBytes;

        Limited(InputStream body, long leftBytes) {
            this.body = body;
            this.leftBytes = leftBytes;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = leftBytes == 0 ? -1 : body.read(into, offset, (int) Math.min(length, leftBytes));
            leftBytes -= Math.max(0, count);
            return count;
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }
}
