package dev.oriel.tls;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.List;

/// A private key and the certificate for it, with those of the authorities in between.
///
/// Threads: any; immutable. Never shown or logged: it holds a secret.
///
/// @param chain begins with the certificate of the key
record KeyAndCertificate(PrivateKey key, List<X509Certificate> chain) {
    private static final byte[] PROBE = "oriel".getBytes(StandardCharsets.US_ASCII);

    KeyAndCertificate {
        chain = List.copyOf(chain);
        if (chain.isEmpty() || !belongsTo(key, chain.getFirst().getPublicKey())) {
            throw new IllegalArgumentException("the key is not that of the certificate");
        }
    }

    X509Certificate certificate() {
        return chain.getFirst();
    }

    KeyPair keys() {
        return new KeyPair(certificate().getPublicKey(), key);
    }

    /// True when the two are halves of one pair: what the one signs the other confirms.
    static boolean belongsTo(PrivateKey key, PublicKey other) {
        if (!key.getAlgorithm().equals(other.getAlgorithm())) {
            return false;
        }
        try {
            var signature = Signature.getInstance(algorithm(key));
            signature.initSign(key);
            signature.update(PROBE);
            var signed = signature.sign();
            signature.initVerify(other);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String algorithm(PrivateKey key) {
        if (key instanceof RSAKey) {
            return "SHA256withRSA";
        }
        return key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : key.getAlgorithm();
    }

    @Override
    public String toString() {
        return "KeyAndCertificate[" + certificate().getSubjectX500Principal() + "]";
    }
}
