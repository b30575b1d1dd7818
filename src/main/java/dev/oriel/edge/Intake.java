package dev.oriel.edge;

import dev.oriel.frame.Packet;
import dev.oriel.source.Source;
import io.netty.buffer.ByteBuf;

/// The way into a camera, and all that a parser knows of it.
///
/// Threads: the publisher's connection.
interface Intake {

    /// The forms in which a publisher sends.
    enum Content {
        /// Pictures one by one, so that none can be passed on as a stream.
        PICTURES,
        /// A stream with video.
        VIDEO,
        /// MPEG audio and no pictures.
        AUDIO
    }

    /// Takes the place at the camera, unless that is taken already: something was understood.
    ///
    /// @param pictures read by the camera from now on, while somebody wants to see them
    /// @throws RefusedException when the place is not to be had
    void open(Content content, Source pictures) throws RefusedException;

    /// A stream's video begins, or is of another kind from here on.
    ///
    /// @param passed true when its packets will be given to [#packets]
    /// @param again  true when there was another kind before, and what was begun with that has to begin again
    void begins(boolean passed, boolean again);

    /// Takes whole packets of MPEG-1 video and what goes with it, for players that decode these themselves.
    ///
    /// @param packets  from [Packet#buffer(int)], the intake's to release
    /// @param keyFrame true when a decoder can begin with them
    void packets(ByteBuf packets, boolean keyFrame);

    /// Takes one packet of MPEG audio, of a stream that has no video.
    ///
    /// @param bytes the intake's to read for the time of the call
    /// @param at    where the packet begins
    void audio(ByteBuf bytes, int at);
}
