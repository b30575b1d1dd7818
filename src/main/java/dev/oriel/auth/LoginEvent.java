package dev.oriel.auth;

/// The outcome of an attempt to log in or to use a key, for other servers to count too.
///
/// @param account as it was typed; empty where a key or a link was tried
/// @param right   the password was right
public record LoginEvent(String address, String account, boolean right) {}
