package dev.oriel.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Makes keys and certificates: the one use of BouncyCastle for that, since the JDK has no public way.
///
/// Elliptic keys on P-256, signed with SHA-256: every browser and phone of the last ten years takes them. Source: RFC 5280.
final class CertificateMaker {
    private static final String SIGNATURE = "SHA256withECDSA";
    private static final int SERIAL_BITS = 127;

    private CertificateMaker() {
    }

    /// When a certificate is good.
    record Validity(Instant from, Instant until) {}

    static KeyPair keys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no P-256", e);
        }
    }

    /// The certificate of an authority, signed by itself: for servers only, for nothing below another authority, and for no DNS names
    /// but the permitted ones and those below them.
    ///
    /// Addresses are not restricted: a machine's own change, and the sites of the web are known by names.
    static X509Certificate authority(KeyPair keys, String name, Validity validity, Collection<String> permitted) {
        var subject = subject(name);
        var constraints = permitted.stream().map(dns -> new GeneralSubtree(new GeneralName(GeneralName.dNSName, dns)))
                .toArray(GeneralSubtree[]::new);
        try {
            var builder = builder(subject, subject, validity, keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(Extension.nameConstraints, true, new NameConstraints(constraints, null));
            return signed(builder, keys);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The certificate of a server.
    static X509Certificate server(KeyAndCertificate authority, PublicKey key, Validity validity, CertificateNames names) {
        var issuer = X500Name.getInstance(authority.certificate().getSubjectX500Principal().getEncoded());
        var all = Stream.concat(names.dns().stream().map(name -> new GeneralName(GeneralName.dNSName, name)),
                names.addresses().stream().map(InetAddress::getAddress)
                        .map(bytes -> new GeneralName(GeneralName.iPAddress, new DEROctetString(bytes))))
                .toArray(GeneralName[]::new);
        try {
            var builder = builder(issuer, subject("Oriel server"), validity, key);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(all));
            builder.addExtension(Extension.authorityKeyIdentifier, false,
                    extensions().createAuthorityKeyIdentifier(authority.certificate().getPublicKey()));
            return signed(builder, authority.keys());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X500Name subject(String name) {
        return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.O, "Oriel").addRDN(BCStyle.CN, name).build();
    }

    private static X509v3CertificateBuilder builder(X500Name issuer, X500Name subject, Validity validity, PublicKey key)
            throws IOException {
        var builder = new JcaX509v3CertificateBuilder(issuer, new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(0),
                Date.from(validity.from), Date.from(validity.until), subject, key);
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(Extension.subjectKeyIdentifier, false, extensions().createSubjectKeyIdentifier(key));
        return builder;
    }

    private static JcaX509ExtensionUtils extensions() {
        try {
            return new JcaX509ExtensionUtils();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-1", e);
        }
    }

    private static X509Certificate signed(X509v3CertificateBuilder builder, KeyPair signer) {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(SIGNATURE).build(signer.getPrivate())));
        } catch (OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot sign with " + SIGNATURE, e);
        }
    }

    /// The DNS names that an authority is restricted to.
    ///
    /// @throws IllegalArgumentException when the certificate has no such list
    static List<String> permittedNames(X509Certificate authority) {
        var value = authority.getExtensionValue(Extension.nameConstraints.getId());
        if (value == null) {
            throw new IllegalArgumentException("no name constraints");
        }
        var names = new ArrayList<String>();
        for (var subtree : NameConstraints.getInstance(ASN1OctetString.getInstance(value).getOctets()).getPermittedSubtrees()) {
            names.add(subtree.getBase().getName().toString());
        }
        return names;
    }
}
