package dev.oriel.orient;

import java.io.IOException;

/// One device on an I2C bus, written to in the ways of SMBus.
///
/// Threads: one at a time. Blocking: each write waits for the bus.
interface Smbus extends AutoCloseable {
    /// @throws IOException with words for a user when the device does not answer
    void writeByte(int register, int value) throws IOException;

    /// Writes 16 bits, the lower ones first.
    ///
    /// @throws IOException with words for a user when the device does not answer
    void writeWord(int register, int value) throws IOException;

    /// Writes up to 32 bytes, of which the registers that follow take one each.
    ///
    /// @throws IOException with words for a user when the device does not answer
    void writeBlock(int register, byte[] bytes) throws IOException;

    @Override
    void close();
}
