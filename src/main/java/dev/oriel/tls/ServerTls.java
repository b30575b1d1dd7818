package dev.oriel.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificate that a server shows, kept up to date while it runs.
///
/// Threads: any; one that looks while another does returns at once. Blocking: [#start] and [#look] wait for the disk. Errors: without
/// a certificate the start fails; later the one before stays, the log says once why, and [#problem] as long as it lasts.
public final class ServerTls {
    private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);

    private final CertificateSource source;
    private final @Nullable SelfSigned selfSigned;
    private final InstantSource clock;
    private final CurrentKeys keys = new CurrentKeys();
    private final ReentrantLock looking = new ReentrantLock();
    private @Nullable KeyAndCertificate shown;
    private volatile Instant until = Instant.MAX;
    private volatile String failure = "";

    private ServerTls(CertificateSource source, @Nullable SelfSigned selfSigned, InstantSource clock) {
        this.source = source;
        this.selfSigned = selfSigned;
        this.clock = clock;
    }

    /// Shows what stands in two PEM files.
    public static ServerTls ofFiles(Path certificate, Path key, InstantSource clock) {
        return new ServerTls(new PemFiles(certificate, key), null, clock);
    }

    /// Shows what an authority of this server's own has signed.
    ///
    /// @param data    the data folder
    /// @param machine what the machine is called now
    /// @param others  further origins, names and addresses of the server
    public static ServerTls selfSigned(Path data, Supplier<MachineNames> machine, Supplier<Collection<String>> others,
            InstantSource clock) {
        var source = new SelfSigned(data, machine, others, clock);
        return new ServerTls(source, source, clock);
    }

    /// Gets the first certificate.
    ///
    /// @throws IOException with words for a user when there is none
    public void start() throws IOException {
        looking.lock();
        try {
            show(source.look());
        } finally {
            looking.unlock();
        }
    }

    /// Shows another certificate where there is one.
    public void look() {
        if (!looking.tryLock()) {
            return;
        }
        try {
            show(source.look());
            if (!failure.isEmpty()) {
                LOG.info("https: the certificate is as it should be again");
            }
            failure = "";
        } catch (IOException e) {
            var why = String.valueOf(e.getMessage());
            if (!why.equals(failure)) {
                LOG.warn("https: {}; the certificate that was read last stays", why);
            }
            failure = why;
        } finally {
            looking.unlock();
        }
    }

    private void show(KeyAndCertificate pair) {
        var before = shown;
        if (!pair.equals(before)) {
            keys.show(pair);
            shown = pair;
            until = pair.certificate().getNotAfter().toInstant();
            if (before != null) {
                LOG.info("https: another certificate is shown from now on, good until {}", until);
            }
        }
    }

    /// Why https is not as it should be, or empty.
    public String problem() {
        var why = failure;
        if (why.isEmpty() && !clock.instant().isBefore(until)) {
            why = "the certificate was good until " + until;
        }
        return why;
    }

    /// For the listening sockets: always the certificate of now.
    public X509ExtendedKeyManager keys() {
        return keys;
    }

    /// What devices have to trust, where this server signs for itself.
    public Optional<AuthorityCertificate> authority() {
        var signs = selfSigned == null ? null : selfSigned.authority();
        return signs == null
                ? Optional.empty()
                : Optional.of(new AuthorityCertificate(signs.name(), signs.pem(), signs.fingerprint()));
    }
}
