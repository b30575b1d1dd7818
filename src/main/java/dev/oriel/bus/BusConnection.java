package dev.oriel.bus;

import dev.oriel.frame.ProtocolException;
import dev.oriel.limits.MemoryBudget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.PushConsumerChain;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisProtocolNotSupportedException;
import redis.clients.jedis.util.RedisInputStream;

/// One connection to Redis: commands go out in a row, their replies come back in the same order.
///
/// Threads: one writes and one reads, which may be two; [#close] may come from any and ends what the others wait for.
/// Blocking: everything but [#send]; a reply that does not begin within two seconds, or end within ten, is an error.
/// Memory: a reply has at most what its [ReplyLimit] says, and is taken from the budget until the next is asked for.
/// Errors: an [IOException] means that the connection is of no use any more; what Redis refuses is a reply like any other.
final class BusConnection implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Set<String> STATUS = Set.of("OK", "PONG");

    private final BusUrl url;
    private final Wire wire;

    private BusConnection(BusUrl url, Wire wire) {
        this.url = url;
        this.wire = wire;
    }

    /// Connects without a budget: what the limits of replies say is all that bounds them.
    static BusConnection open(BusUrl url, LongSupplier nanoTime) throws IOException {
        return open(url, new MemoryBudget(() -> Long.MAX_VALUE, nanoTime).open(), nanoTime);
    }

    /// Connects, logs in, chooses the database and waits for a sign of life.
    ///
    /// @param room     what replies are taken from, and given back by its owner when the connection is over
    /// @param nanoTime a clock as [System#nanoTime]
    static BusConnection open(BusUrl url, MemoryBudget.Reservation room, LongSupplier nanoTime) throws IOException {
        var connection = new BusConnection(url, new Wire(url, config(url), new ReplyReader(room, nanoTime)));
        boolean isOpen = false;
        try {
            connection.begin();
            connection.signOfLife();
            isOpen = true;
            return connection;
        } finally {
            if (!isOpen) {
                connection.close();
            }
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

    private void begin() throws IOException {
        try {
            wire.begin();
        } catch (RuntimeException e) { // the greeting may be anything
            throw failed(e);
        }
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

    /// Sends what is buffered and returns the next `count` replies; one that Redis refused is a [JedisDataException] among them, one that
    /// was too long an [Unread].
    List<@Nullable Object> replies(int count, ReplyLimit each) throws IOException {
        wire.replies.expect(each);
        try {
            return wire.getMany(count);
        } catch (JedisException e) {
            throw failed(e);
        }
    }

    /// Sends what is buffered and returns the next reply.
    @Nullable
    Object reply(ReplyLimit limit) throws IOException {
        return replies(1, limit).getFirst();
    }

    /// Waits for whatever comes next, and sends nothing.
    @Nullable
    Object next(ReplyLimit limit) throws IOException {
        wire.replies.expect(limit);
        try {
            return wire.getUnflushedObject();
        } catch (JedisDataException refusal) {
            return refusal;
        } catch (JedisException e) {
            throw failed(e);
        }
    }

    /// Asks whether the server is there and lets us in.
    ///
    /// @throws RedisRefusalException when it does not
    void signOfLife() throws IOException {
        send(Command.PING);
        var reply = reply(ReplyLimit.WORD);
        if (reply instanceof JedisDataException refusal) {
            throw new RedisRefusalException(words(refusal), refusal);
        }
        done(Command.PING, reply);
    }

    /// Looks at the reply to a command that was not refused: to one of these it is a number or a status, else this is no Redis.
    static void done(ProtocolCommand command, @Nullable Object reply) throws ProtocolException {
        boolean isStatus = command == Command.PING || command == Command.SET;
        boolean isDone = isStatus ? reply instanceof byte[] && STATUS.contains(text(reply)) : reply instanceof Long;
        if (!isDone) {
            throw new ProtocolException("an answer to " + command + " that is not understood");
        }
    }

    /// The answer of Redis to a command that it refuses, fit to be shown: without what would get somebody in.
    String words(JedisDataException refusal) {
        return url.mask(String.valueOf(refusal.getMessage()));
    }

    private IOException failed(RuntimeException e) {
        if (e instanceof JedisProtocolNotSupportedException) {
            return new RedisRefusalException("this is no Redis server of version 6 or newer", e); // its words have ours in them
        }
        if (e instanceof JedisDataException refusal) {
            return new RedisRefusalException(words(refusal), e);
        }
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        var words = root.getMessage() == null ? root.getClass().getSimpleName() : url.mask(root.getMessage());
        if (root instanceof GeneralSecurityException) {
            words = "the certificate is not accepted: " + words
                    + (root instanceof CertPathBuilderException ? " (bus.caFile names who may sign it)" : "");
        }
        return new IOException(words, e);
    }

    /// A reply as text.
    static String text(@Nullable Object reply) {
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

    /// The client's connection with our own reader, and without its beginning in the constructor.
    private static final class Wire extends Connection {
        private final JedisClientConfig config;
        private final ReplyReader replies;

        Wire(BusUrl url, JedisClientConfig config, ReplyReader replies) {
            super(Connection.builder().clientConfig(config)
                    .socketFactory(new DefaultJedisSocketFactory(new HostAndPort(url.host(), url.port()), config)));
            this.config = config;
            this.replies = replies;
        }

        void begin() {
            initializeFromClientConfig(config);
        }

        @Override
        protected @Nullable Object protocolRead(RedisInputStream in, PushConsumerChain pushes) {
            return replies.read(in);
        }

        @Override
        protected void flush() {
            super.flush();
        }
    }
}
