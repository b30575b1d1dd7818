package dev.oriel.tls;

import dev.oriel.files.FileTurn;
import dev.oriel.files.FileWords;
import dev.oriel.files.Sha256;
import dev.oriel.files.WholeFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The authority of a data folder: made once, and then the same for as long as devices are to trust it.
///
/// `tls/authority.key` has the key and its certificate and can be read by its owner alone; `tls/authority.crt` is the certificate
/// again, for everybody. A key that is there is never replaced by itself: every device would have to trust the new one.
///
/// Threads: any; immutable. Errors: a file that is broken, unreadable or gone is an [IOException] that says what to do.
final class Authority {
    private static final Logger LOG = LoggerFactory.getLogger(Authority.class);
    private static final Duration GOOD_FOR = Duration.ofDays(3652);
    /// Devices whose clock is behind by less still take a new certificate.
    static final Duration CLOCKS_DIFFER = Duration.ofDays(1);
    /// Names that nobody owns on the internet: of this machine, of multicast DNS, of homes and companies (RFC 6761, 6762, 8375), and
    /// what routers call their network.
    private static final List<String> PRIVATE_NAMES = List.of("localhost", "local", "home.arpa", "internal", "lan", "home",
            "localdomain");
    private static final Pattern COMMON_NAME = Pattern.compile("(?:^|,)CN=([^,]+)");
    private static final String REMEDY = ": put a copy of it back, or remove it and authority.crt beside it for a new authority,"
            + " which every device has to trust anew";

    private final KeyAndCertificate own;
    private final List<String> permitted;

    private Authority(KeyAndCertificate own) {
        this.own = own;
        permitted = CertificateMaker.permittedNames(own.certificate());
    }

    /// Reads the authority, and makes it where there is none. Blocking: reads and writes the disk.
    ///
    /// @param folder `tls` of the data folder
    /// @param names  those under which the server can be reached: a new authority may sign for them and for names of private networks
    static Authority open(Path folder, MachineNames machine, CertificateNames names, Instant now) throws IOException {
        var file = folder.resolve("authority.key");
        var certificate = folder.resolve("authority.crt");
        var lock = folder.resolve("authority.lock");
        try (var _ = FileTurn.take(lock)) {
            var pair = read(file);
            if (pair == null) {
                if (Files.exists(certificate, LinkOption.NOFOLLOW_LINKS)) {
                    throw new IOException(file + ": it is gone" + REMEDY);
                }
                pair = made(machine, names, now);
                new KeptPair(file).write(pair);
            }
            return checked(file, pair, now).copiedTo(certificate);
        } catch (FileSystemException e) {
            throw new IOException(Objects.requireNonNullElse(e.getFile(), lock.toString()) + ": " + FileWords.of(e)
                    + "; the data folder and its files have to belong to the user that runs this", e);
        }
    }

    private static @Nullable KeyAndCertificate read(Path file) throws IOException {
        try {
            return new KeptPair(file).readIfThere();
        } catch (IOException e) {
            throw new IOException(e.getMessage() + REMEDY, e);
        }
    }

    private static KeyAndCertificate made(MachineNames machine, CertificateNames names, Instant now) {
        var keys = CertificateMaker.keys();
        var permitted = new TreeSet<>(PRIVATE_NAMES);
        permitted.addAll(names.dns());
        var mark = HexFormat.of().formatHex(Sha256.of(keys.getPublic().getEncoded()), 0, 3);
        var name = "Oriel on " + machine.shortName() + " (" + mark + ")"; // two authorities never have one name
        var validity = new CertificateMaker.Validity(now.minus(CLOCKS_DIFFER), now.plus(GOOD_FOR));
        LOG.info("made an authority of this server's own, \"{}\"", name);
        return new KeyAndCertificate(keys.getPrivate(), List.of(CertificateMaker.authority(keys, name, validity, permitted)));
    }

    private static Authority checked(Path file, KeyAndCertificate pair, Instant now) throws IOException {
        var until = pair.certificate().getNotAfter().toInstant();
        if (!until.isAfter(now)) {
            throw new IOException(file + ": the authority in it was good until " + until + REMEDY);
        }
        if (!PosixFilePermissions.toString(Files.getPosixFilePermissions(file)).endsWith("------")) {
            LOG.warn("{}: others on this machine may read it, and so sign certificates that devices trust: chmod 600 {}", file,
                    file);
        }
        try {
            return new Authority(pair);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": what is in it is no authority of Oriel (" + e.getMessage() + ")" + REMEDY, e);
        }
    }

    /// Lets the public copy be what it should be: it was made by a process that ended too soon, or somebody changed it.
    private Authority copiedTo(Path copy) throws IOException {
        var text = pem();
        if (!Files.isRegularFile(copy, LinkOption.NOFOLLOW_LINKS) || !text.equals(Pem.read(copy))) {
            WholeFile.write(copy, text, WholeFile.PUBLIC);
        }
        return this;
    }

    /// Those of the names that this authority may sign for.
    CertificateNames permitted(CertificateNames names) {
        return names.within(permitted);
    }

    /// A pair of a server, signed by this authority.
    ///
    /// @param key of the pair before, kept where there is one
    KeyAndCertificate sign(KeyPair key, CertificateNames names, CertificateMaker.Validity validity) {
        var certificate = CertificateMaker.server(own, key.getPublic(), validity, permitted(names));
        return new KeyAndCertificate(key.getPrivate(), List.of(certificate));
    }

    /// True when this authority has signed it.
    boolean hasSigned(X509Certificate certificate) {
        try {
            certificate.verify(own.certificate().getPublicKey());
            return certificate.getIssuerX500Principal().equals(own.certificate().getSubjectX500Principal());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    Instant until() {
        return own.certificate().getNotAfter().toInstant();
    }

    String pem() {
        return Pem.of(own.certificate());
    }

    /// SHA-256 of the certificate, as openssl and browsers show it: `AB:CD:…`.
    String fingerprint() {
        try {
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(Sha256.of(own.certificate().getEncoded()));
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What devices list it as.
    String name() {
        var subject = own.certificate().getSubjectX500Principal().getName();
        var name = COMMON_NAME.matcher(subject);
        return name.find() ? name.group(1) : subject;
    }
}
