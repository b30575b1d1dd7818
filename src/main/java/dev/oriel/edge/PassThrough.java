package dev.oriel.edge;

import dev.oriel.frame.Packet;
import dev.oriel.hub.Track;
import dev.oriel.hub.TrackState;
import io.netty.buffer.ByteBuf;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The MPEG-1 of a camera's publisher, passed on as it comes to players that decode it themselves.
///
/// Nothing is passed on while the settings ask for something else than comes: it has passed no filter, and is not turned.
///
/// Threads: any. Nothing blocks; no call leaves the class under its lock but those to the track.
final class PassThrough {
    /// Audio of a second publisher travels under this number, which no encoder gives to its own.
    private static final int AUDIO_PID = 0x1a1;

    private final PublisherSlots slots;
    private final Track track;
    private final BooleanSupplier reshapes;
    /// Until a publisher turns out to send something else.
    private boolean passes = true;
    /// The last answer of [#reshapes] that players were told of.
    private boolean wasReshaped;
    /// True when a key frame was passed on since all was forgotten.
    private boolean passing;

    /// @param reshapes true where bytes that are passed on as they come would show something else than the settings
    PassThrough(PublisherSlots slots, Track track, BooleanSupplier reshapes) {
        this.slots = slots;
        this.track = track;
        this.reshapes = reshapes;
        wasReshaped = reshapes.getAsBoolean();
    }

    /// Another publisher is shown.
    ///
    /// @param isStream true where what it sends may be MPEG-1
    synchronized void begin(boolean isStream) {
        passes = isStream;
        end();
    }

    /// The publisher is no longer shown.
    synchronized void end() {
        wasReshaped = reshapes.getAsBoolean();
        forget();
    }

    synchronized void forget() {
        passing = false;
        track.forgetAndWake();
    }

    /// See [Intake#begins].
    ///
    /// @return true when pictures of another kind have to be decoded from now on
    synchronized boolean begins(Publisher publisher, boolean passed, boolean again) {
        if (!slots.isShown(publisher)) {
            return false;
        }
        boolean isElsewhere = passes != passed;
        passes = passed;
        if (again || isElsewhere) {
            forget(); // so players look where the pictures are now
        }
        return again;
    }

    /// See [Intake#packets].
    ///
    /// @return true when players can begin, for the first time since all was forgotten
    synchronized boolean packets(Publisher publisher, ByteBuf packets, boolean keyFrame) {
        if (!slots.isShown(publisher) || reshapes.getAsBoolean()) {
            packets.release();
            return false;
        }
        track.publish(packets, keyFrame);
        boolean begins = keyFrame && !passing;
        passing |= keyFrame;
        return begins;
    }

    /// See [Intake#audio].
    synchronized void audio(Publisher publisher, ByteBuf bytes, int at) {
        if (slots.isHeard(publisher) && slots.shown() != null && !reshapes.getAsBoolean()) {
            var packet = Packet.buffer(TsPackets.LENGTH).writeBytes(bytes, at, TsPackets.LENGTH);
            int flags = packet.getUnsignedShort(packet.readerIndex() + 1) & 0xe000;
            packet.setShort(packet.readerIndex() + 1, flags | AUDIO_PID);
            track.publish(packet, false);
        }
    }

    /// The settings may be others.
    ///
    /// @return true when players have to look for another stream
    synchronized boolean settingsChanged() {
        boolean isOther = wasReshaped != reshapes.getAsBoolean();
        if (isOther) {
            end();
        }
        return isOther;
    }

    /// The stream for players, or null where the pictures have to be encoded for them.
    @Nullable
    synchronized Track stream() {
        return passes && !reshapes.getAsBoolean() ? track : null;
    }

    /// The camera's state while nothing is decoded: players watch without that.
    synchronized TrackState state() {
        if (stream() == null || !track.wanted()) {
            return TrackState.IDLE;
        }
        return passing ? TrackState.LIVE : TrackState.STARTING;
    }
}
