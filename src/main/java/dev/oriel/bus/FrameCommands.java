package dev.oriel.bus;

import dev.oriel.frame.Packet;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import redis.clients.jedis.Protocol.Command;

/// The commands that put one camera's newest frame on the bus and take it away.
///
/// @param plain          writes each JPEG alone as well
/// @param helloWebsocket writes the keys of that system as well
record FrameCommands(BusNames names, String camera, boolean plain, boolean helloWebsocket) {
    private static final String EXPIRES_MILLIS = "5000";

    /// One command, whose reply says whether it was done.
    record One(Command command, List<byte[]> arguments) {}

    One clear() {
        return new One(Command.DEL, List.of(utf8(names.frame(camera)), utf8(names.jpeg(camera))));
    }

    /// @param frame stays the caller's
    List<One> write(Packet frame) {
        var commands = new ArrayList<One>();
        commands.add(set(names.frame(camera), message(frame)));
        if (plain) {
            commands.add(set(names.jpeg(camera), bytes(frame.content())));
        }
        if (helloWebsocket) {
            var id = new byte[4];
            ThreadLocalRandom.current().nextBytes(id);
            commands.add(new One(Command.SET, List.of(utf8(BusNames.IMAGE), bytes(frame.content()))));
            commands.add(new One(Command.SET, List.of(utf8(BusNames.IMAGE_ID), id)));
        }
        var header = frame.header();
        var notice = header.sequence() + " " + header.capturedAtMicros();
        commands.add(new One(Command.PUBLISH, List.of(utf8(names.frames(camera)), utf8(notice))));
        return commands;
    }

    private static One set(String key, byte[] value) {
        return new One(Command.SET, List.of(utf8(key), value, utf8("PX"), utf8(EXPIRES_MILLIS)));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] message(Packet frame) {
        var bytes = bytes(frame.message());
        bytes[1] = 0; // the camera's number is each server's own
        return bytes;
    }

    private static byte[] bytes(ByteBuf content) {
        try {
            var bytes = new byte[content.readableBytes()];
            content.readBytes(bytes);
            return bytes;
        } finally {
            content.release();
        }
    }
}
