package dev.oriel.hls;

import org.jspecify.annotations.Nullable;

/// How segments are encrypted.
///
/// @param method    as the playlist writes it: `AES-128`, `SAMPLE-AES`
/// @param reference the key's address, as the playlist writes it
/// @param vector    the initialization vector as hexadecimal digits; null where a segment's sequence number is it
public record Encryption(String method, String reference, @Nullable String vector) {}
