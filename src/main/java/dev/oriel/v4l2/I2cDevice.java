package dev.oriel.v4l2;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A device on an I2C bus of this machine, over the kernel's `/dev/i2c-N`, written to in the ways of SMBus.
///
/// Threads: one at a time. Blocking: each write waits for the bus. Ownership: whoever opened it closes it.
/// Source: Linux, `Documentation/i2c/dev-interface.rst` and `uapi/linux/i2c.h`.
public final class I2cDevice implements AutoCloseable {
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

    private final Posix posix;
    private final int fd;

    private I2cDevice(Posix posix, int fd) {
        this.posix = posix;
        this.fd = fd;
    }

    /// @param file    such as `/dev/i2c-1`
    /// @param address of the device on the bus
    public static I2cDevice open(Posix posix, String file, int address) throws PosixException {
        int fd = posix.open(file, Posix.O_RDWR | Posix.O_CLOEXEC);
        try {
            posix.ioctl(fd, I2C_SLAVE, MemorySegment.ofAddress(address), "I2C_SLAVE");
            return new I2cDevice(posix, fd);
        } catch (PosixException | RuntimeException e) {
            posix.close(fd);
            throw e;
        }
    }

    /// Writes 8 bits.
    public void writeByte(int register, int value) throws PosixException {
        try (var arena = Arena.ofConfined()) {
            var data = arena.allocate(DATA_BYTES, 2);
            data.set(ValueLayout.JAVA_BYTE, 0, (byte) value);
            write(register, BYTE_DATA, data, arena);
        }
    }

    /// Writes 16 bits.
    public void writeWord(int register, int value) throws PosixException {
        try (var arena = Arena.ofConfined()) {
            var data = arena.allocate(DATA_BYTES, 2);
            data.set(ValueLayout.JAVA_SHORT, 0, (short) value);
            write(register, WORD_DATA, data, arena);
        }
    }

    /// Writes 1 to 32 bytes.
    public void writeBlock(int register, byte[] bytes) throws PosixException {
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

    private void write(int register, int size, MemorySegment data, Arena arena) throws PosixException {
        var call = arena.allocate(CALL_BYTES, 8);
        call.set(ValueLayout.JAVA_BYTE, 0, WRITE);
        call.set(ValueLayout.JAVA_BYTE, CALL_REGISTER, (byte) register);
        call.set(ValueLayout.JAVA_INT, CALL_SIZE, size);
        call.set(ValueLayout.ADDRESS, CALL_DATA, data);
        posix.ioctl(fd, I2C_SMBUS, call, "I2C_SMBUS");
    }

    @Override
    public void close() {
        posix.close(fd);
    }
}
