package dev.oriel.systemd;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/// The socket on which a service manager hears how a service is.
///
/// Each message is one datagram of lines such as `READY=1`. Threads: any. Blocking: not; a manager that reads nothing costs the message.
/// Source: `sd_notify(3)`; Java itself has no datagrams of Unix sockets.
final class NotifySocket {
    static final String VARIABLE = "NOTIFY_SOCKET";

    /// The address as the kernel has it: an abstract name begins with a zero.
    private final byte[] address;

    private NotifySocket(byte[] address) {
        this.address = address;
    }

    /// The socket that the environment names: a path, or `@` and an abstract name. Nothing where it names none.
    static Optional<NotifySocket> of(Map<String, String> environment) {
        var name = environment.getOrDefault(VARIABLE, "");
        if (!name.startsWith("/") && !name.startsWith("@")) {
            return Optional.empty();
        }
        var address = name.getBytes(StandardCharsets.UTF_8);
        if (address[0] == '@') {
            address[0] = 0;
        }
        return Optional.of(new NotifySocket(address));
    }

    /// @param state lines apart by line feeds
    /// @throws IOException when nobody is there to hear it
    void send(String state) throws IOException {
        if (!Epoll.isAvailable()) {
            throw new IOException("this machine's sockets cannot be used: " + Epoll.unavailabilityCause());
        }
        var text = state.getBytes(StandardCharsets.UTF_8);
        var message = ByteBuffer.allocateDirect(text.length).put(text);
        var socket = Socket.newSocketDomainDgram();
        try {
            if (socket.sendToDomainSocket(message, 0, text.length, address) < 0) {
                throw new IOException("it takes no message now");
            }
        } finally {
            socket.close();
        }
    }
}
