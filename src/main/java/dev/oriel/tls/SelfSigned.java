package dev.oriel.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A certificate for all names and addresses of this machine, signed by the server's own [Authority] and signed anew before it ends or
/// when a name or an address is not in it.
///
/// Names and addresses that went away are no reason for another one: browsers whose user clicked the warning away ask again for each.
/// The pair is kept in `tls/server.key`, so that a restart shows the same.
final class SelfSigned implements CertificateSource {
    private static final Logger LOG = LoggerFactory.getLogger(SelfSigned.class);
    /// Below the 398 days that browsers allow for, counted from the day before it is made.
    private static final Duration GOOD_FOR = Duration.ofDays(396);
    private static final Duration RENEWED_BEFORE = Duration.ofDays(30);

    private static final MachineNames NAMELESS = new MachineNames(Set.of(), Set.of());

    private final Path folder;
    private final KeptPair kept;
    private final Supplier<MachineNames> machine;
    private final Supplier<Collection<String>> others;
    private final InstantSource clock;
    private volatile @Nullable Authority authority;
    private @Nullable KeyAndCertificate current;
    private Set<String> toldMissing = Set.of();

    /// @param data   the data folder
    /// @param others further origins, names and addresses
    SelfSigned(Path data, Supplier<MachineNames> machine, Supplier<Collection<String>> others, InstantSource clock) {
        folder = data.resolve("tls");
        kept = kept(data);
        this.machine = machine;
        this.others = others;
        this.clock = clock;
    }

    /// The pair of that data folder.
    static KeptPair kept(Path data) {
        return new KeptPair(data.resolve("tls").resolve("server.key"));
    }

    /// Null before the first look that went well.
    @Nullable
    Authority authority() {
        return authority;
    }

    @Override
    public KeyAndCertificate look() throws IOException {
        var here = machine.get();
        var names = CertificateNames.of(here, others.get());
        var now = clock.instant();
        var signs = authority;
        if (signs == null) {
            signs = Authority.open(folder, here, names, now);
            current = readKept();
            authority = signs;
        }
        tellMissing(signs, CertificateNames.of(NAMELESS, others.get()));
        var before = current;
        if (before != null && isRight(before.certificate(), signs, names, now)) {
            return before;
        }
        var fresh = signed(signs, before, names, now);
        kept.write(fresh);
        current = fresh;
        LOG.info("https: made a certificate for {} and {} addresses, good until {}",
                String.join(", ", signs.permitted(names).dns()),
                names.addresses().size(), fresh.certificate().getNotAfter().toInstant());
        return fresh;
    }

    /// One that cannot be used is made anew: it is worth nothing to anybody else.
    private @Nullable KeyAndCertificate readKept() {
        try {
            return kept.readIfThere();
        } catch (IOException e) {
            LOG.warn("https: {}; a new one is made", e.getMessage());
            return null;
        }
    }

    private static boolean isRight(X509Certificate certificate, Authority authority, CertificateNames names, Instant now) {
        var until = certificate.getNotAfter().toInstant();
        boolean last = !until.isBefore(authority.until()); // a later one would not be good for longer
        if (certificate.getNotBefore().toInstant().isAfter(now) || !until.isAfter(last ? now : now.plus(RENEWED_BEFORE))) {
            return false;
        }
        try {
            return authority.hasSigned(certificate) && CertificateNames.in(certificate).covers(authority.permitted(names));
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    /// @throws IOException when the authority's own time is over
    private KeyAndCertificate signed(Authority authority, @Nullable KeyAndCertificate before, CertificateNames names, Instant now)
            throws IOException {
        if (!authority.until().isAfter(now)) {
            throw new IOException(folder.resolve("authority.key") + ": the authority in it was good until " + authority.until());
        }
        var until = now.plus(GOOD_FOR);
        var validity = new CertificateMaker.Validity(now.minus(Authority.CLOCKS_DIFFER),
                until.isBefore(authority.until()) ? until : authority.until());
        KeyPair keys = before == null ? CertificateMaker.keys() : before.keys();
        return authority.sign(keys, names, validity);
    }

    private void tellMissing(Authority authority, CertificateNames names) {
        var missing = names.without(authority.permitted(names));
        if (!missing.equals(toldMissing)) {
            toldMissing = missing;
            if (!missing.isEmpty()) {
                LOG.warn(
                        "https: the certificate is not for {}, since the authority was made without: an authority signs for private"
                                + " names and for those of the time when it was made. For a new one, which every device has to trust anew,"
                                + " remove {} and authority.crt beside it",
                        String.join(", ", missing), folder.resolve("authority.key"));
            }
        }
    }
}
