package dev.oriel.http;

/// A certificate that nobody vouches for, as a server showed it.
///
/// @param place    host and port of the server
/// @param sha256   of the certificate, 64 lower-case hexadecimal digits
/// @param why      the reason in words: `certificate not trusted`
/// @param accepted true where the connection goes on, because the address is private
public record UnprovenCertificate(String place, String sha256, String why, boolean accepted) {}
