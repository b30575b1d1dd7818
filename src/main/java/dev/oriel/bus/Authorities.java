package dev.oriel.bus;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import redis.clients.jedis.SslOptions;

/// Who may sign the certificate of a Redis server, where these are not the authorities that Java knows.
final class Authorities {
    private static final String FORM = "PKCS12";

    private Authorities() {
    }

    /// TLS that believes those whose certificates stand in that PEM file, and nobody else; the server's name is checked as well.
    ///
    /// @throws IOException with words for a user when the file cannot be used
    static SslOptions of(Path file) throws IOException {
        var believed = new ByteArrayOutputStream();
        var password = new char[0];
        try (var in = Files.newInputStream(file)) {
            var store = KeyStore.getInstance(FORM);
            store.load(null, null);
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority " + store.size(), certificate);
            }
            store.store(believed, password);
        } catch (IOException e) {
            throw new IOException("bus.caFile " + file + " cannot be read", e);
        } catch (GeneralSecurityException e) {
            throw new IOException("bus.caFile " + file + " has no certificates in PEM: " + e.getMessage(), e);
        }
        return SslOptions.builder().trustStoreType(FORM)
                .truststore(() -> new ByteArrayInputStream(believed.toByteArray()), password).build();
    }
}
