package dev.oriel.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A certificate that nobody signed but itself, made by the JDK's keytool.
public final class ServerCertificate {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final KeyStore store;

    /// @param options of keytool's `-genkeypair`: `-startdate`, `-validity`, `-ext`
    public ServerCertificate(Path folder, String... options) throws IOException, InterruptedException, GeneralSecurityException {
        var file = Files.createTempDirectory(folder, "certificate").resolve("store.p12");
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        var words = new ArrayList<>(
                List.of(keytool, "-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC", "-J-Dkeystore.pkcs12.keyPbeIterationCount=1",
                        "-J-Dkeystore.pkcs12.certPbeIterationCount=1", "-J-Dkeystore.pkcs12.macIterationCount=1", "-genkeypair",
                        "-alias", "camera", "-keyalg", "EC", "-dname", "CN=camera",
                        "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", new String(PASSWORD)));
        words.addAll(List.of(options));
        assertThat(new ProcessBuilder(words).inheritIO().start().waitFor()).isZero();
        store = KeyStore.getInstance(file.toFile(), PASSWORD);
    }

    /// For servers that show it.
    public SSLContext context() throws GeneralSecurityException {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /// As a handshake shows it.
    X509Certificate[] chain() throws GeneralSecurityException {
        return new X509Certificate[]{(X509Certificate) store.getCertificate("camera")};
    }

    /// The certificate in PEM, then its key.
    public List<String> pem() throws GeneralSecurityException {
        return List.of(pem("CERTIFICATE", store.getCertificate("camera").getEncoded()),
                pem("PRIVATE KEY", store.getKey("camera", PASSWORD).getEncoded()));
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(bytes)
                + "\n-----END "
                + what + "-----\n";
    }

    public String sha256() throws GeneralSecurityException {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(store.getCertificate("camera").getEncoded()));
    }
}
