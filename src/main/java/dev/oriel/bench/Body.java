package dev.oriel.bench;

import dev.oriel.frame.ProtocolException;
import io.netty.buffer.ByteBuf;

/// Understands what follows the head of a response, in pieces as they come.
///
/// Threads: one.
interface Body {
    /// Takes all readable bytes. Ownership: they stay the caller's.
    ///
    /// @throws ProtocolException when they break the form; nothing more is read then
    void read(ByteBuf bytes) throws ProtocolException;
}
