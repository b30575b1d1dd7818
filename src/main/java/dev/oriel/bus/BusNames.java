package dev.oriel.bus;

/// The keys and channels of one bus; all begin with its prefix.
///
/// | name | what |
/// |---|---|
/// | `camera:NAME` | hash: what the camera is and does, and who records it; expires when its recorder dies |
/// | `frame:NAME` | the newest frame: 24 bytes of header and the JPEG; expires |
/// | `jpeg:NAME` | the JPEG alone, where that is wished; expires |
/// | `session:HASH` | hash: a login, by the SHA-256 of its id; expires |
/// | `sessions-id` | eight digits in the name of the cookie, the same on every server |
/// | `limit:logins` | stream: failed and right logins of late, for all servers to count; expires |
/// | `cameras` (channel) | each description again, as JSON, when it changes and each second |
/// | `frames:NAME` (channel) | one notice a frame: decimal `SEQUENCE MICROS` |
/// | `demand:NAME` (channel) | `SERVER 1` while that server wants frames, each second; `SERVER 0` when it no longer does |
/// | `command:NAME`, `answer:NAME` (channels) | what the camera is told, and what it said to that; JSON |
///
/// Redis's channels know no databases: those that are Oriel's alone have the database's number behind the prefix, where it is not 0.
///
/// Demand is spoken, not kept: it lapses with silence, also when Redis stands still or its memory is full.
///
/// @param prefix   `oriel:` unless configured otherwise
/// @param database of Redis
record BusNames(String prefix, int database) {
    static final String IMAGE = "image";
    static final String IMAGE_ID = "image_id";

    static BusNames of(BusPlan plan) {
        return new BusNames(plan.prefix(), plan.url().database());
    }

    private String channels() {
        return database == 0 ? prefix : prefix + database + ":";
    }

    String camera(String name) {
        return prefix + "camera:" + name;
    }

    String frame(String name) {
        return prefix + "frame:" + name;
    }

    String jpeg(String name) {
        return prefix + "jpeg:" + name;
    }

    String session(String hash) {
        return prefix + "session:" + hash;
    }

    String sessionId() {
        return prefix + "sessions-id";
    }

    String logins() {
        return prefix + "limit:logins";
    }

    String cameras() {
        return channels() + "cameras";
    }

    String frames(String name) {
        return prefix + "frames:" + name;
    }

    String demand(String name) {
        return channels() + "demand:" + name;
    }

    String command(String name) {
        return channels() + "command:" + name;
    }

    String answer(String name) {
        return channels() + "answer:" + name;
    }

    /// The camera that a channel which this process listens to belongs to: what stands behind the last colon.
    static String cameraOf(String channel) {
        return channel.substring(channel.lastIndexOf(':') + 1);
    }

    /// What stands behind [#camera]'s prefix; whether it is a camera's name is another matter.
    String cameraOfKey(String key) {
        return key.startsWith(camera("")) ? key.substring(camera("").length()) : "";
    }
}
