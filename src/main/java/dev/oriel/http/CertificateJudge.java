package dev.oriel.http;

import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;
import org.jspecify.annotations.Nullable;

/// Decides during the handshake whether one server's certificate will do, as the policy says.
///
/// A private address is known by where it is, not by how it is called: sites give their machines names of any ending. That lets
/// whoever owns a camera's name, or forges an answer about it, lead to a private address and be taken there without proof, as is so for
/// `http:`. The owner of the name gets the login anyway; against a forger the policies `verify` and `sha256:` stand. Where the answers
/// of a run may lead to is the [Boundary]'s business and stays the same.
///
/// Threads: one at a time.
final class CertificateJudge extends X509ExtendedTrustManager {
    /// The authorities that this machine's Java trusts.
    private static final class Authorities {
        static final X509TrustManager USUAL = load();

        private static X509TrustManager load() {
            try {
                var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                factory.init((KeyStore) null);
                return Arrays.stream(factory.getTrustManagers()).filter(X509TrustManager.class::isInstance)
                        .map(X509TrustManager.class::cast).findFirst().orElseThrow();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /// Why a certificate was refused, in words for a person.
    static final class Refusal extends CertificateException {
        Refusal(String words) {
            super(words);
        }
    }

    private final TlsPolicy policy;
    private final HttpAddress server;
    private final InetAddress at;
    private final Consumer<UnprovenCertificate> unproven;

    /// @param server   as it is asked for
    /// @param at       where it was found
    /// @param unproven told of each certificate that nobody vouches for
    CertificateJudge(TlsPolicy policy, HttpAddress server, InetAddress at, Consumer<UnprovenCertificate> unproven) {
        this.policy = policy;
        this.server = server;
        this.at = at;
        this.unproven = unproven;
    }

    private void judge(X509Certificate @Nullable [] chain, String keyType) throws CertificateException {
        if (chain == null || chain.length == 0) {
            throw new Refusal("the server shows no certificate");
        }
        switch (policy) {
            case TlsPolicy.Any _ -> {
                // The user said so.
            }
            case TlsPolicy.Pinned pinned -> comparePrint(pinned, chain[0]);
            case TlsPolicy.Verify _ -> verify(chain, keyType, false);
            case TlsPolicy.Usual _ -> verify(chain, keyType, Reach.of(at).isPrivate());
        }
    }

    private static void comparePrint(TlsPolicy.Pinned pinned, X509Certificate shown) throws CertificateException {
        var print = print(shown);
        if (!print.equals(pinned.sha256())) {
            throw new Refusal("certificate of another fingerprint: sha256:" + print);
        }
    }

    private void verify(X509Certificate[] chain, String keyType, boolean mayFail) throws CertificateException {
        var why = flaw(chain, keyType);
        if (why != null) {
            unproven.accept(new UnprovenCertificate(server.host() + ":" + server.port(), print(chain[0]), why, mayFail));
            if (!mayFail) {
                throw new Refusal(why);
            }
        }
    }

    private @Nullable String flaw(X509Certificate[] chain, String keyType) {
        try {
            chain[0].checkValidity();
            Authorities.USUAL.checkServerTrusted(chain, keyType);
            new DefaultHostnameVerifier().verify(server.host(), chain[0]);
            return null;
        } catch (CertificateExpiredException _) {
            return "certificate expired";
        } catch (CertificateNotYetValidException _) {
            return "certificate not yet valid";
        } catch (CertificateException _) {
            return "certificate not trusted";
        } catch (SSLException _) {
            return "certificate for another name";
        }
    }

    static String print(X509Certificate certificate) throws CertificateException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate @Nullable [] chain, String keyType) throws CertificateException {
        judge(chain, keyType);
    }

    @Override
    public void checkServerTrusted(X509Certificate @Nullable [] chain, String keyType, Socket socket)
            throws CertificateException {
        judge(chain, keyType);
    }

    @Override
    public void checkServerTrusted(X509Certificate @Nullable [] chain, String keyType, SSLEngine engine)
            throws CertificateException {
        judge(chain, keyType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyType) throws CertificateException {
        throw new Refusal("a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyType, Socket socket) throws CertificateException {
        throw new Refusal("a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyType, SSLEngine engine) throws CertificateException {
        throw new Refusal("a client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
