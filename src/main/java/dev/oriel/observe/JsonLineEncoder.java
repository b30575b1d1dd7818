package dev.oriel.observe;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/// An encoder that writes each event of the log as one JSON object on a line of its own.
///
/// Logback's own `JsonEncoder` writes milliseconds in place of a time that people can read, and a message without its arguments; and
/// secrets have to be masked before a quote in them is escaped.
///
/// Threads: any.
final class JsonLineEncoder extends EncoderBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSX")
            .withZone(ZoneOffset.UTC);
    private static final byte[] NOTHING = new byte[0];

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        var line = new JsonObject().put("time", time(event.getTimeStamp())).put("level", event.getLevel().toString())
                .put("logger", event.getLoggerName()).put("thread", event.getThreadName())
                .put("message", Secrets.maskLine(event.getFormattedMessage()));
        var fields = event.getKeyValuePairs();
        if (fields != null && !fields.isEmpty()) {
            line.put(event.getLoggerName().equals(Audit.NAME) ? "audit" : "fields", object(fields));
        }
        if (event.getThrowableProxy() != null) {
            line.put("exception", Secrets.maskLine(ThrowableProxyUtil.asString(event.getThrowableProxy())));
        }
        return (line.encode() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static JsonObject object(List<KeyValuePair> fields) {
        var object = new JsonObject();
        fields.forEach(field -> object.put(field.key, Secrets.maskLine(String.valueOf(field.value))));
        return object;
    }

    /// A warning of the log itself.
    static String line(long epochMillis, String message) {
        return new JsonObject().put("time", time(epochMillis)).put("level", "WARN").put("logger", LogFile.class.getName())
                .put("thread", Thread.currentThread().getName()).put("message", message).encode() + "\n";
    }

    private static String time(long epochMillis) {
        return TIME.format(Instant.ofEpochMilli(epochMillis));
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }
}
