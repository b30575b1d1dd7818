package dev.oriel.push;

import org.jspecify.annotations.Nullable;

/// A proxy between this machine and the rest of the world.
///
/// @param user     null where it asks for no login
/// @param password empty where there is none
record ProxyServer(Kind kind, String host, int port, @Nullable String user, String password) {

    /// How a proxy is asked.
    enum Kind {
        /// `CONNECT`.
        HTTP,
        /// SOCKS version 5.
        SOCKS
    }

    String place() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /// Without the login.
    @Override
    public String toString() {
        return place();
    }
}
