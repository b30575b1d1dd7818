package dev.oriel.tls;

import dev.oriel.files.FileWords;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.jspecify.annotations.Nullable;

/// Keys and certificates as text, in every form that is in use: `PRIVATE KEY`, `RSA PRIVATE KEY`, `EC PRIVATE KEY`, `CERTIFICATE`.
///
/// Errors: an [IOException] whose message says what is wrong and what to do, without a byte of what stands in the file.
final class Pem {
    private static final int MOST_BYTES = 1 << 20;
    private static final String CERTIFICATE_BEGINS = "-----BEGIN CERTIFICATE-----";

    private Pem() {
    }

    /// The whole file. Blocking: reads the disk.
    static String read(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException("it is larger than " + (MOST_BYTES >> 20) + " MB");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1); // what is no text has no mark in it
        } catch (IOException e) {
            throw new IOException(file + ": " + FileWords.of(e), e);
        }
    }

    /// The first key of the text.
    ///
    /// @param file named where something is wrong
    static PrivateKey key(String text, Path file) throws IOException {
        try {
            var key = privateKey(text);
            if (key != null) {
                return key;
            }
        } catch (IOException | RuntimeException e) { // BouncyCastle throws both for text that is not what it says
            throw new IOException(file + ": the key in it cannot be read", e);
        }
        throw new IOException(file + (text.contains("ENCRYPTED")
                ? ": the key is locked with a password: take that off with openssl pkey -in FILE -out NEWFILE"
                : ": there is no private key in PEM form in it (-----BEGIN PRIVATE KEY-----)"));
    }

    private static @Nullable PrivateKey privateKey(String text) throws IOException {
        try (var parser = new PEMParser(new StringReader(text))) {
            for (var each = parser.readObject(); each != null; each = parser.readObject()) {
                if (each instanceof PEMKeyPair pair) {
                    return new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo());
                } else if (each instanceof PrivateKeyInfo key) {
                    return new JcaPEMKeyConverter().getPrivateKey(key);
                }
            }
        }
        return null;
    }

    /// All certificates of the text, at least one.
    ///
    /// @param file named where something is wrong
    static List<X509Certificate> certificates(String text, Path file) throws IOException {
        var found = new ArrayList<X509Certificate>();
        try {
            var factory = CertificateFactory.getInstance("X.509");
            for (int at = text.indexOf(CERTIFICATE_BEGINS); at >= 0; at = text.indexOf(CERTIFICATE_BEGINS, at + 1)) {
                var one = new ByteArrayInputStream(text.substring(at).getBytes(StandardCharsets.ISO_8859_1));
                found.add((X509Certificate) factory.generateCertificate(one));
            }
        } catch (CertificateException e) {
            throw new IOException(file + ": a certificate in it cannot be read", e);
        }
        if (found.isEmpty()) {
            throw new IOException(file + ": there is no certificate in PEM form in it (" + CERTIFICATE_BEGINS + ")");
        }
        return found;
    }

    static String of(PrivateKey key) {
        return block("PRIVATE KEY", key.getEncoded());
    }

    static String of(X509Certificate certificate) {
        try {
            return block("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String block(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(bytes)
                + "\n-----END "
                + kind + "-----\n";
    }
}
