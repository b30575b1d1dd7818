package dev.oriel.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.oriel.files.OtherUser;
import dev.oriel.observe.LoggedLines;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The authority of a data folder and what it signs.
class SelfSignedTest {
    private static final int CERTIFICATE_SIGNING = 5;

    @TempDir
    Path data;

    private Instant now = Instant.parse("2026-11-28T12:00:00Z");
    private MachineNames machine = machine("192.168.1.5", "fd00::5");
    private Collection<String> others = List.of("0.0.0.0", "https://cam.example.org:8443", "203.0.113.9");

    private static MachineNames machine(String... addresses) {
        var all = new ArrayList<InetAddress>();
        for (var address : addresses) {
            all.add(InetAddress.ofLiteral(address));
        }
        return new MachineNames(Set.of("kitchen", "kitchen.local", "odd_name"), Set.copyOf(all));
    }

    private SelfSigned source() {
        return new SelfSigned(data, () -> machine, () -> others, () -> now);
    }

    private Path kept(String name) {
        return data.resolve("tls").resolve(name);
    }

    private X509Certificate authority() throws IOException {
        return Pem.certificates(Pem.read(kept("authority.crt")), kept("authority.crt")).getFirst();
    }

    @Test
    void theCertificateIsForEveryNameAndAddressOfThisMachineAndForThoseOfTheSettings() throws Exception {
        var certificate = source().look().certificate();
        var names = CertificateNames.in(certificate);
        assertThat(names.dns()).containsExactly("cam.example.org", "kitchen", "kitchen.local", "localhost");
        assertThat(names.addresses()).extracting(InetAddress::getHostAddress).containsExactlyInAnyOrder("127.0.0.1",
                "0:0:0:0:0:0:0:1", "192.168.1.5", "fd00:0:0:0:0:0:0:5", "203.0.113.9");
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withECDSA");
        assertThat(certificate.getSerialNumber()).isPositive();
    }

    @Test
    void theCertificateIsGoodForLessThan398DaysAndFromTheDayBefore() throws Exception {
        var certificate = source().look().certificate();
        var from = certificate.getNotBefore().toInstant();
        assertThat(from).isEqualTo(now.minus(Duration.ofDays(1)));
        assertThat(Duration.between(from, certificate.getNotAfter().toInstant())).isLessThan(Duration.ofDays(398));
    }

    @Test
    void theAuthorityMaySignForServersAlone() throws Exception {
        var source = source();
        source.look().certificate().verify(authority().getPublicKey());
        var authority = authority();
        authority.verify(authority.getPublicKey());
        assertThat(authority.getBasicConstraints()).as("no other authority below it").isZero();
        assertThat(authority.getKeyUsage()[CERTIFICATE_SIGNING]).isTrue();
        assertThat(authority.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(authority.getCriticalExtensionOIDs()).contains("2.5.29.30");
        assertThat(CertificateMaker.permittedNames(authority)).contains("localhost", "local", "kitchen", "cam.example.org")
                .doesNotContain("org", "com", "");
        assertThat(source.authority()).isNotNull().extracting(Authority::name).asString()
                .matches("Oriel on kitchen \\([0-9a-f]{6}\\)");
    }

    @Test
    void aStolenKeyVouchesForNoSiteOfTheWeb() throws Exception {
        source().look();
        var stolen = Objects.requireNonNull(new KeptPair(kept("authority.key")).readIfThere());
        assertThat(verifiedByOpenssl(stolen, "kitchen.local")).contains("OK");
        assertThat(verifiedByOpenssl(stolen, "bank.example.com")).contains("permitted subtree violation");
    }

    private String verifiedByOpenssl(KeyAndCertificate authority, String name) throws Exception {
        var names = new CertificateNames(new TreeSet<>(Set.of(name)), Set.of());
        var validity = new CertificateMaker.Validity(now.minus(Duration.ofHours(1)), now.plus(Duration.ofDays(1)));
        var certificate = CertificateMaker.server(authority, CertificateMaker.keys().getPublic(), validity, names);
        var file = Files.writeString(data.resolve(name), Pem.of(certificate));
        var openssl = new ProcessBuilder("openssl", "verify", "-purpose", "sslserver", "-attime",
                Long.toString(now.getEpochSecond()),
                "-CAfile", kept("authority.crt").toString(), file.toString()).redirectErrorStream(true).start();
        return openssl.inputReader().lines().collect(Collectors.joining("\n"));
    }

    @Test
    void onlyTheOwnerCanReadTheKeys() throws Exception {
        source().look();
        assertThat(rights("authority.key")).isEqualTo("rw-------");
        assertThat(rights("server.key")).isEqualTo("rw-------");
        assertThat(rights("authority.crt")).isEqualTo("rw-r--r--");
        assertThat(kept("authority.crt")).content().doesNotContain("PRIVATE");
    }

    private String rights(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(kept(name)));
    }

    @Test
    void aRestartShowsTheSame() throws Exception {
        var first = source().look();
        var authority = authority();
        var second = source().look();
        assertThat(second.certificate()).isEqualTo(first.certificate());
        assertThat(second.key()).isEqualTo(first.key());
        assertThat(authority()).isEqualTo(authority);
    }

    @Test
    void aNewAddressOrNameGetsANewCertificateForTheSameKey() throws Exception {
        var source = source();
        var first = source.look();
        assertThat(source.look()).isSameAs(first);
        machine = machine("192.168.1.5", "fd00::5", "10.1.2.3");
        var second = source.look();
        assertThat(CertificateNames.in(second.certificate()).addresses()).contains(InetAddress.ofLiteral("10.1.2.3"));
        assertThat(second.key()).isEqualTo(first.key());
        assertThat(source.look()).isSameAs(second);
    }

    @Test
    void anAddressThatIsGoneIsNoReasonForANewCertificate() throws Exception {
        var source = source();
        var first = source.look();
        machine = machine("192.168.1.5");
        assertThat(source.look()).isSameAs(first);
    }

    @Test
    void aCertificateIsMadeAnewThirtyDaysBeforeItEnds() throws Exception {
        var source = source();
        var first = source.look();
        now = first.certificate().getNotAfter().toInstant().minus(Duration.ofDays(31));
        assertThat(source.look()).isSameAs(first);
        now = now.plus(Duration.ofDays(1));
        assertThat(source.look().certificate().getNotAfter().toInstant()).isEqualTo(now.plus(Duration.ofDays(396)));
    }

    @Test
    void aCertificateOfAClockThatWasAheadIsMadeAnew() throws Exception {
        var source = source();
        source.look();
        now = now.minus(Duration.ofDays(2));
        assertThat(source.look().certificate().getNotBefore().toInstant()).isBefore(now);
    }

    @Test
    void noCertificateOutlivesItsAuthority() throws Exception {
        source().look();
        var end = authority().getNotAfter().toInstant();
        now = end.minus(Duration.ofDays(10));
        var source = source();
        var last = source.look();
        assertThat(last.certificate().getNotAfter().toInstant()).isEqualTo(end);
        assertThat(source.look()).as("a new one would be good for no longer").isSameAs(last);
        now = end;
        assertThatThrownBy(source::look).isInstanceOf(IOException.class).hasMessageContaining("good until " + end);
        assertThatThrownBy(() -> source().look()).hasMessageContaining("good until " + end).hasMessageContaining("remove it");
        assertThat(authority().getNotAfter().toInstant()).as("a wrong clock replaces no authority").isEqualTo(end);
    }

    @Test
    void aNameThatTheAuthorityWasMadeWithoutIsLeftOut() throws Exception {
        others = List.of();
        var source = source();
        source.look();
        others = List.of("https://bank.example.com", "https://new.lan", "198.51.100.1");
        CertificateNames names;
        try (var log = new LoggedLines()) {
            names = CertificateNames.in(source.look().certificate());
            source.look();
            assertThat(log.with("WARN https: the certificate is not for bank.example.com,", "authority.key")).hasSize(1);
        }
        assertThat(names.dns()).contains("new.lan").doesNotContain("bank.example.com");
        assertThat(names.addresses()).contains(InetAddress.ofLiteral("198.51.100.1"));
    }

    @Test
    void aKeyOfTheAuthorityThatIsGoneOrBrokenIsNeverReplaced() throws Exception {
        source().look();
        var whole = Files.readString(kept("authority.key"));
        var broken = List.of("", "rubbish", whole.substring(0, 60), whole.replace("CERTIFICATE", "NOTHING"),
                whole.substring(whole.indexOf("-----BEGIN C")), foreign(whole));
        for (var text : broken) {
            Files.writeString(kept("authority.key"), text);
            assertThatThrownBy(() -> source().look()).as(text).isInstanceOf(IOException.class)
                    .hasMessageContaining(kept("authority.key") + ": ").hasMessageContaining("put a copy of it back");
            assertThat(kept("authority.key")).content().isEqualTo(text);
        }
        Files.delete(kept("authority.key"));
        assertThatThrownBy(() -> source().look()).hasMessageContaining("it is gone")
                .hasMessageContaining("put a copy of it back");
        Files.writeString(kept("authority.key"), whole);
        source().look();
    }

    /// The certificate beside the key of another.
    private String foreign(String whole) {
        return Pem.of(CertificateMaker.keys().getPrivate()) + whole.substring(whole.indexOf("-----BEGIN C"));
    }

    @Test
    void aCertificateThatIsNoAuthorityOfOursIsRefused() throws Exception {
        source().look();
        Files.copy(kept("server.key"), kept("authority.key"), StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> source().look()).hasMessageContaining("no authority of Oriel");
    }

    @Test
    void aFileOfTheServerThatIsBrokenIsMadeAnew() throws Exception {
        var before = source().look();
        Files.writeString(kept("server.key"), "rubbish");
        var after = source().look();
        assertThat(after.certificate()).isNotEqualTo(before.certificate());
        assertThat(source().look().certificate()).isEqualTo(after.certificate());
    }

    @Test
    void theCopyForEverybodyIsPutRight() throws Exception {
        source().look();
        var authority = authority();
        Files.writeString(kept("authority.crt"), "rubbish");
        source().look();
        assertThat(authority()).isEqualTo(authority);
        Files.delete(kept("authority.crt"));
        source().look();
        assertThat(authority()).isEqualTo(authority);
    }

    @Test
    void aFolderThatCannotBeWrittenIsSaidWithTheRemedy() throws Exception {
        Files.writeString(data.resolve("tls"), "a file in its place");
        assertThatThrownBy(() -> source().look()).isInstanceOf(IOException.class).hasMessageContaining("tls");
    }

    @Test
    void whatRootMakesBelongsToTheOwnerOfTheFolder() throws Exception {
        OtherUser.needed();
        OtherUser.owns(data);
        source().look();
        var owners = new TreeSet<Integer>();
        for (var name : List.of("authority.key", "authority.crt", "authority.lock", "server.key")) {
            owners.add(OtherUser.ownerOf(kept(name)));
        }
        assertThat(owners).containsExactly(OtherUser.ID);
    }
}
