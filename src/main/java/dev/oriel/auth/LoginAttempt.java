package dev.oriel.auth;

/// A name and a password that somebody has typed, or a program sent.
///
/// @param address of the client, as limits count it
public record LoginAttempt(String address, String name, String password) {
    /// Without the password.
    @Override
    public String toString() {
        return "login of " + name + " from " + address;
    }
}
