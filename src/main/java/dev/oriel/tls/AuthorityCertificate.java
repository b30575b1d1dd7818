package dev.oriel.tls;

/// What devices need in order to trust this server's own authority.
///
/// @param name        what they list it as
/// @param pem         the certificate as text
/// @param fingerprint its SHA-256, `AB:CD:…`
public record AuthorityCertificate(String name, String pem, String fingerprint) {}
