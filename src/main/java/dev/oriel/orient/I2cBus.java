package dev.oriel.orient;

import dev.oriel.v4l2.Posix;
import dev.oriel.v4l2.PosixException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A device on an I2C bus of this machine, over the kernel's `/dev/i2c-N`.
///
/// The file is opened with the first write, and again after a failure: a HAT that was taken off and put on again works with the next request.
///
/// Threads: one at a time. Blocking: each write waits for the bus. Source: Linux, `Documentation/i2c/dev-interface.rst` and `uapi/linux/i2c.h`.
final class I2cBus implements Smbus {
    private static final long I2C_SLAVE = 0x0703;
    private static final long I2C_SMBUS = 0x0720;
    private static final byte WRITE = 0;
    private static final int BYTE_DATA = 2;
    private static final int WORD_DATA = 3;
    private static final int I2C_BLOCK_DATA = 8;
    private static final int MOST_BLOCK = 32;
    private static final long CALL_BYTES = 16;
    private static final long CALL_REGISTER = 1;
    private static final long CALL_SIZE = 4;
    private static final long CALL_DATA = 8;
    /// The length and 32 bytes, and one that the kernel keeps for itself.
    private static final long DATA_BYTES = MOST_BLOCK + 2;
    private static final int CLOSED = -1;

    private final Posix posix;
    private final String file;
    private final int address;
    private int fd = CLOSED;

    /// @param file    such as `/dev/i2c-1`
    /// @param address of the device on the bus
    I2cBus(Posix posix, String file, int address) {
        this.posix = posix;
        this.file = file;
        this.address = address;
    }

    @Override
    public void writeByte(int register, int value) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var data = arena.allocate(DATA_BYTES, 2);
            data.set(ValueLayout.JAVA_BYTE, 0, (byte) value);
            write(register, BYTE_DATA, data, arena);
        }
    }

    @Override
    public void writeWord(int register, int value) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var data = arena.allocate(DATA_BYTES, 2);
            data.set(ValueLayout.JAVA_SHORT, 0, (short) value);
            write(register, WORD_DATA, data, arena);
        }
    }

    @Override
    public void writeBlock(int register, byte[] bytes) throws IOException {
        if (bytes.length < 1 || bytes.length > MOST_BLOCK) {
            throw new IllegalArgumentException("a block of " + bytes.length + " bytes");
        }
        try (var arena = Arena.ofConfined()) {
            var data = arena.allocate(DATA_BYTES, 2);
            data.set(ValueLayout.JAVA_BYTE, 0, (byte) bytes.length);
            MemorySegment.copy(bytes, 0, data, ValueLayout.JAVA_BYTE, 1, bytes.length);
            write(register, I2C_BLOCK_DATA, data, arena);
        }
    }

    private void write(int register, int size, MemorySegment data, Arena arena) throws IOException {
        open();
        var call = arena.allocate(CALL_BYTES, 8);
        call.set(ValueLayout.JAVA_BYTE, 0, WRITE);
        call.set(ValueLayout.JAVA_BYTE, CALL_REGISTER, (byte) register);
        call.set(ValueLayout.JAVA_INT, CALL_SIZE, size);
        call.set(ValueLayout.ADDRESS, CALL_DATA, data);
        try {
            posix.ioctl(fd, I2C_SMBUS, call, "I2C_SMBUS");
        } catch (PosixException e) {
            close();
            throw new IOException("the device at address 0x" + Integer.toHexString(address) + " of " + file + " does not answer: "
                    + e.getMessage(), e);
        }
    }

    private void open() throws IOException {
        if (fd != CLOSED) {
            return;
        }
        try {
            fd = posix.openForWriting(file);
            posix.ioctl(fd, I2C_SLAVE, MemorySegment.ofAddress(address), "I2C_SLAVE");
        } catch (PosixException e) {
            close();
            throw new IOException("the I2C bus " + file + " cannot be used: " + e.getMessage() + remedy(e), e);
        }
    }

    private String remedy(PosixException e) {
        return switch (e.errno()) {
            case PosixException.ENOENT -> "; on a Raspberry Pi switch it on with: sudo raspi-config nonint do_i2c 0";
            case PosixException.EACCES -> "; add the user to the group i2c";
            default -> "";
        };
    }

    @Override
    public void close() {
        if (fd != CLOSED) {
            posix.close(fd);
            fd = CLOSED;
        }
    }
}
