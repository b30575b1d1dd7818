package dev.oriel.bus;

/// How much one reply of Redis may have. What has more is read to its end and dropped, see [Unread].
///
/// @param bytes of all its texts together
/// @param parts elements of all its lists together
/// @param depth lists within lists; 0 where it is no list
record ReplyLimit(int bytes, int parts, int depth) {
    /// What the server says of itself when a connection begins.
    static final ReplyLimit GREETING = new ReplyLimit(64 * 1024, 1_000, 6);
    /// A status, a number, a recorder's id.
    static final ReplyLimit WORD = new ReplyLimit(1_024, 0, 0);
    /// A message on a channel, or that a channel is heard.
    static final ReplyLimit MESSAGE = new ReplyLimit(64 * 1024, 3, 1);
    /// The fields of a camera.
    static final ReplyLimit FIELDS = new ReplyLimit(64 * 1024, 128, 1);
    /// Names of keys.
    static final ReplyLimit NAMES = new ReplyLimit(1024 * 1024, 20_000, 2);
    /// What came of logins.
    static final ReplyLimit EVENTS = new ReplyLimit(512 * 1024, 20_000, 5);
    /// A picture and its header.
    static final ReplyLimit PICTURE = new ReplyLimit(16 * 1024 * 1024 + 0xffff, 0, 0);
}
