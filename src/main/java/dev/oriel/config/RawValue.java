package dev.oriel.config;

/// A value as somebody wrote it.
///
/// @param origin where, in words for a user: `oriel.yaml line 3`, `--port`
record RawValue(String text, String origin) {}
