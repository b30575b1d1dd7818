package dev.oriel.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Certificates of the user's, made by openssl in the forms that are in use.
class PemFilesTest {
    @TempDir
    Path folder;

    private Path certificate;
    private Path key;

    @BeforeEach
    void files() throws Exception {
        certificate = folder.resolve("cert.pem");
        key = folder.resolve("key.pem");
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=one", "-keyout", key.toString(), "-out",
                certificate.toString());
    }

    private void openssl(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(words));
        var made = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        assertThat(made.waitFor()).as(String.join(" ", words)).isZero();
    }

    private PemFiles source() {
        return new PemFiles(certificate, key);
    }

    private static String subject(KeyAndCertificate pair) {
        return pair.certificate().getSubjectX500Principal().getName();
    }

    @ParameterizedTest
    @CsvSource({"rsa -in KEY -traditional,RSA PRIVATE KEY", "pkcs8 -topk8 -nocrypt -in KEY,BEGIN PRIVATE KEY"})
    void everyFormOfAnRsaKeyIsRead(String words, String form) throws Exception {
        var other = folder.resolve("other.pem");
        openssl((words.replace("KEY", key.toString()) + " -out " + other).split(" "));
        assertThat(other).content().contains(form);
        key = other;
        assertThat(subject(source().look())).isEqualTo("CN=one");
    }

    @Test
    void anEllipticKeyWithItsParametersIsRead() throws Exception {
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-out", key.toString());
        openssl("req", "-x509", "-key", key.toString(), "-subj", "/CN=curve", "-out", certificate.toString());
        assertThat(key).content().contains("EC PARAMETERS", "EC PRIVATE KEY");
        assertThat(subject(source().look())).isEqualTo("CN=curve");
    }

    @Test
    void keyAndCertificateMayStandInOneFile() throws Exception {
        Files.writeString(certificate, Files.readString(certificate) + Files.readString(key));
        key = certificate;
        assertThat(subject(source().look())).isEqualTo("CN=one");
    }

    @Test
    void aKeyOfAnotherCertificateIsNamed() throws Exception {
        openssl("genrsa", "-out", key.toString(), "2048");
        assertThatThrownBy(() -> source().look()).isInstanceOf(IOException.class)
                .hasMessage(key + ": it is not the key of the certificate in " + certificate);
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key.toString());
        assertThatThrownBy(() -> source().look()).hasMessageContaining("is not the key");
    }

    @Test
    void aChainThatBeginsWithTheAuthorityIsNamed() throws Exception {
        var own = Files.readString(certificate);
        var other = folder.resolve("ca.pem");
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=ca", "-keyout",
                folder.resolve("ca.key").toString(),
                "-out", other.toString());
        Files.writeString(certificate, Files.readString(other) + own);
        assertThatThrownBy(() -> source().look()).hasMessageContaining("has to stand first");
        Files.writeString(certificate, own + Files.readString(other));
        assertThat(source().look().chain()).hasSize(2);
    }

    @Test
    void aKeyWithAPasswordIsToldApartFromABrokenOne() throws Exception {
        var locked = folder.resolve("locked.pem");
        openssl("pkcs8", "-topk8", "-in", key.toString(), "-passout", "pass:secret", "-out", locked.toString());
        key = locked;
        assertThatThrownBy(() -> source().look()).hasMessageContaining("locked with a password")
                .hasMessageContaining("openssl pkey");
        Files.writeString(locked, "-----BEGIN PRIVATE KEY-----\nbm90aGluZw==\n-----END PRIVATE KEY-----\n");
        assertThatThrownBy(() -> source().look()).hasMessage(locked + ": the key in it cannot be read");
        Files.writeString(locked, Files.readString(certificate));
        assertThatThrownBy(() -> source().look()).hasMessageContaining("no private key in PEM form");
    }

    @Test
    void binaryFilesAndFoldersAreNamed() throws Exception {
        openssl("x509", "-in", certificate.toString(), "-outform", "der", "-out", certificate.toString());
        assertThatThrownBy(() -> source().look()).hasMessageContaining("no certificate in PEM form");
        certificate = folder;
        assertThatThrownBy(() -> source().look()).hasMessageStartingWith(folder + ": ");
        certificate = folder.resolve("none.pem");
        assertThatThrownBy(() -> source().look()).hasMessage(certificate + ": no such file");
    }

    @Test
    void changedFilesAreReadAtTheSecondLookThatFindsThemSo() throws Exception {
        var source = source();
        var first = source.look();
        openssl("req", "-x509", "-key", key.toString(), "-subj", "/CN=two", "-out", certificate.toString());
        assertThat(source.look()).isSameAs(first);
        assertThat(subject(source.look())).isEqualTo("CN=two");
    }

    @Test
    void filesThatDoNotFitWhileRunningLeaveTheOldOnesAndAreToldUntilTheyDo() throws Exception {
        var tls = ServerTls.ofFiles(certificate, key, InstantSource.system());
        tls.start();
        var good = Files.readString(key);
        openssl("genrsa", "-out", key.toString(), "2048");
        tls.look();
        assertThat(tls.problem()).isEmpty();
        tls.look();
        assertThat(tls.problem()).contains("not the key of the certificate");
        assertThat(tls.keys().getServerAliases("RSA", null)).as("the old one is shown").hasSize(1);
        Files.writeString(key, good);
        tls.look();
        tls.look();
        assertThat(tls.problem()).isEmpty();
    }

    @Test
    void aCertificateWhoseTimeIsOverIsAProblem() throws Exception {
        openssl("req", "-x509", "-key", key.toString(), "-days", "3", "-subj", "/CN=short", "-out", certificate.toString());
        var now = new Instant[]{Instant.now()};
        var tls = ServerTls.ofFiles(certificate, key, () -> now[0]);
        tls.start();
        assertThat(tls.problem()).isEmpty();
        now[0] = now[0].plus(4, ChronoUnit.DAYS);
        assertThat(tls.problem()).startsWith("the certificate was good until ");
    }

    @Test
    void aHandshakeThatHasBegunGetsTheKeyThatFitsItsCertificate() throws Exception {
        var keys = new CurrentKeys();
        var first = source().look();
        keys.show(first);
        var alias = keys.chooseEngineServerAlias("RSA", null, null);
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=two", "-keyout", key.toString(), "-out",
                certificate.toString());
        keys.show(source().look());
        assertThat(keys.getPrivateKey(String.valueOf(alias))).isEqualTo(first.key());
        assertThat(keys.getCertificateChain(String.valueOf(alias))).containsExactly(first.certificate());
        assertThat(Set.of(String.valueOf(keys.chooseEngineServerAlias("RSA", null, null)))).doesNotContain(String.valueOf(alias));
    }
}
