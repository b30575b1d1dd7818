package dev.oriel.bus;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.Protocol.Command;

/// The right to record under a name: the camera's hash itself, which names its recorder and expires unless that refreshes it.
///
/// One script takes, refreshes and writes the hash, so that two recorders never both believe to have it. When Redis is full it lets
/// nothing be written, but what stands can be kept from expiring: that is the second script. The first touches the expiry before it writes:
/// where the right to do so is lacking, nothing is left behind that never expires. Of whoever else has the name, the scripts give no more than
/// can be shown: a long text there must not hold up this recorder's other cameras.
///
/// A name that waits for a publisher ([Holding#WAITING]) goes to the first that does not only wait for one, in the same step.
record Lease(BusNames names, String recorder) {
    /// How long it holds; it is refreshed each second.
    static final Duration HOLDS = Duration.ofSeconds(3);

    private static final String TAKE = """
            local owner = redis.call('HGET', KEYS[1], 'recorder')
            if owner and owner ~= ARGV[1] then
                if ARGV[3] == '0' or redis.call('HGET', KEYS[1], 'publisher') ~= 'none' then return string.sub(owner, 1, 1000) end
                owner = false
            end
            if not owner then redis.call('DEL', KEYS[2], KEYS[3]) end
            redis.call('PEXPIRE', KEYS[1], ARGV[2])
            redis.call('HSET', KEYS[1], unpack(ARGV, 4))
            redis.call('PEXPIRE', KEYS[1], ARGV[2])
            return ARGV[1]""";
    private static final String KEEP = """
            local owner = redis.call('HGET', KEYS[1], 'recorder')
            if owner == ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
            return string.sub(owner or '', 1, 1000)""";
    private static final String GIVE_UP = """
            if redis.call('HGET', KEYS[1], 'recorder') == ARGV[1] then redis.call('DEL', KEYS[1], KEYS[2], KEYS[3]) end
            return ''""";

    /// Sends; the reply is the recorder that has the name now.
    void sendTake(BusConnection connection, Description description) throws IOException {
        var words = words(TAKE, description.name());
        words.add(Long.toString(HOLDS.toMillis()));
        words.add(Holding.WAITING.yieldsTo(description.holding()) ? "1" : "0");
        description.fields().forEach((field, value) -> words.addAll(List.of(field, value)));
        connection.send(Command.EVAL, words.toArray(String[]::new));
    }

    /// Sends; the reply is the recorder that has the name, or empty when nobody has.
    void sendKeep(BusConnection connection, String camera) throws IOException {
        var words = words(KEEP, camera);
        words.add(Long.toString(HOLDS.toMillis()));
        connection.send(Command.EVAL, words.toArray(String[]::new));
    }

    void sendGiveUp(BusConnection connection, String camera) throws IOException {
        connection.send(Command.EVAL, words(GIVE_UP, camera).toArray(String[]::new));
    }

    private List<String> words(String script, String camera) {
        return new ArrayList<>(List.of(script, "3", names.camera(camera), names.frame(camera), names.jpeg(camera), recorder));
    }
}
