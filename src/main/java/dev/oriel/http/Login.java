package dev.oriel.http;

/// A user and a password, decoded. Its text never shows the password.
public record Login(String user, String password) {

    @Override
    public String toString() {
        return user + ":***";
    }
}
