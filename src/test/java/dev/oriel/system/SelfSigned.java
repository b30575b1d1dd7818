package dev.oriel.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A certificate for `localhost` that nobody signed but itself, made by the JDK's keytool; and who trusts it.
///
/// Threads: the test's.
final class SelfSigned {
    private static final char[] PASSWORD = "changeit".toCharArray();

    final Path certificate;
    final Path key;
    private final KeyStore store;

    /// @param folder where the two PEM files are written
    SelfSigned(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        var file = folder.resolve("store.p12");
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var made = new ProcessBuilder(List.of(keytool, "-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC",
                "-J-Dkeystore.pkcs12.keyPbeIterationCount=1",
                "-J-Dkeystore.pkcs12.certPbeIterationCount=1", "-J-Dkeystore.pkcs12.macIterationCount=1", "-genkeypair", "-alias",
                "oriel", "-keyalg", "RSA", "-keysize", "2048",
                "-dname", "CN=localhost", "-ext", "SAN=DNS:localhost", "-validity", "2", "-storetype", "PKCS12", "-keystore",
                file.toString(), "-storepass", new String(PASSWORD))).inheritIO().start();
        assertThat(made.waitFor()).isZero();
        store = KeyStore.getInstance(file.toFile(), PASSWORD);
        certificate = Files.writeString(folder.resolve("cert.pem"),
                pem("CERTIFICATE", store.getCertificate("oriel").getEncoded()));
        Key secret = store.getKey("oriel", PASSWORD);
        key = Files.writeString(folder.resolve("key.pem"), pem("PRIVATE KEY", secret.getEncoded()));
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(bytes)
                + "\n-----END "
                + what + "-----\n";
    }

    /// For servers: shows this certificate.
    SSLContext showing() throws GeneralSecurityException {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /// For clients: trusts this certificate and no other.
    SSLContext trusting() throws GeneralSecurityException {
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
