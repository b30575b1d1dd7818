package dev.oriel.bus;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.time.Duration;
import java.util.List;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/// One connection to Redis: commands go out in a row, their replies come back in the same order.
///
/// Threads: one writes and one reads, which may be two; [#close] may come from any and ends what the others wait for.
/// Blocking: everything but [#send]; a reply that takes longer than two seconds is an error.
/// Errors: an [IOException] means that the connection is of no use any more; what Redis refuses is a reply like any other.
final class BusConnection implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Wire wire;

    private BusConnection(Wire wire) {
        this.wire = wire;
    }

    /// Connects, logs in, chooses the database and waits for a sign of life.
    static BusConnection open(BusUrl url) throws IOException {
        var config = config(url);
        Wire wire;
        try {
            wire = new Wire(new HostAndPort(url.host(), url.port()), config);
        } catch (JedisException e) {
            throw failed(e);
        }
        var connection = new BusConnection(wire);
        try {
            connection.send(Command.PING);
            if (connection.replies(1).getFirst() instanceof JedisDataException refused) {
                throw new IOException(refused.getMessage(), refused);
            }
            return connection;
        } catch (IOException e) {
            connection.close();
            throw e;
        }
    }

    private static JedisClientConfig config(BusUrl url) throws IOException {
        var config = DefaultJedisClientConfig.builder().resp2().timeoutMillis((int) PATIENCE.toMillis())
                .user(url.user()).password(url.password()).database(url.database())
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
        if (url.tls()) {
            var caFile = url.caFile();
            config.sslOptions(caFile == null ? SslOptions.defaults() : Authorities.of(caFile)); // certificate and name are checked
        }
        return config.build();
    }

    /// Puts a command into the output buffer, which goes out when it is full or [#flush]ed.
    void send(ProtocolCommand command, byte[]... arguments) throws IOException {
        try {
            wire.sendCommand(command, arguments);
        } catch (JedisException e) {
            throw failed(e);
        }
    }

    void send(ProtocolCommand command) throws IOException {
        send(command, new byte[0][]);
    }

    void send(ProtocolCommand command, String... arguments) throws IOException {
        var bytes = new byte[arguments.length][];
        for (int i = 0; i < arguments.length; i++) {
            bytes[i] = arguments[i].getBytes(StandardCharsets.UTF_8);
        }
        send(command, bytes);
    }

    void flush() throws IOException {
        try {
            wire.flush();
        } catch (JedisException e) {
            throw failed(e);
        }
    }

    /// Sends what is buffered and returns the next `count` replies; one that Redis refused is a [JedisDataException] among them.
    List<Object> replies(int count) throws IOException {
        try {
            return wire.getMany(count);
        } catch (JedisException e) {
            throw failed(e);
        }
    }

    /// Waits for whatever comes next, and sends nothing.
    Object next() throws IOException {
        try {
            return wire.getUnflushedObject();
        } catch (JedisException e) {
            throw failed(e);
        }
    }

    private static IOException failed(JedisException e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        var words = root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
        if (root instanceof GeneralSecurityException) {
            words = "the certificate is not accepted: " + words
                    + (root instanceof CertPathBuilderException ? " (bus.caFile names who may sign it)" : "");
        }
        return new IOException(words, e);
    }

    /// A reply as text.
    static String text(Object reply) {
        return reply instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(reply);
    }

    @Override
    public void close() {
        try {
            wire.forceDisconnect();
        } catch (IOException | JedisException e) {
            // It is gone, which is what was wanted.
        }
    }

    /// Makes the protected flush reachable.
    private static final class Wire extends Connection {
        Wire(HostAndPort address, JedisClientConfig config) {
            super(address, config);
        }

        @Override
        protected void flush() {
            super.flush();
        }
    }
}
