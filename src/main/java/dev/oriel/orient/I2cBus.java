package dev.oriel.orient;

import dev.oriel.v4l2.I2cDevice;
import dev.oriel.v4l2.Posix;
import dev.oriel.v4l2.PosixException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A device on an I2C bus of this machine.
///
/// The bus is opened with the first write, and again after a failure: a HAT that was taken off and put on again works with the next request.
///
/// Threads: one at a time. Blocking: each write waits for the bus.
final class I2cBus implements Smbus {
    private final Posix posix;
    private final String file;
    private final int address;
    private @Nullable I2cDevice device;

    /// One way to write.
    private interface Write {
        void to(I2cDevice device) throws PosixException;
    }

    /// @param file    such as `/dev/i2c-1`
    /// @param address of the device on the bus
    I2cBus(Posix posix, String file, int address) {
        this.posix = posix;
        this.file = file;
        this.address = address;
    }

    @Override
    public void writeByte(int register, int value) throws IOException {
        write(opened -> opened.writeByte(register, value));
    }

    @Override
    public void writeWord(int register, int value) throws IOException {
        write(opened -> opened.writeWord(register, value));
    }

    @Override
    public void writeBlock(int register, byte[] bytes) throws IOException {
        write(opened -> opened.writeBlock(register, bytes));
    }

    private void write(Write write) throws IOException {
        var opened = opened();
        try {
            write.to(opened);
        } catch (PosixException e) {
            close();
            throw new IOException("the device at address 0x" + Integer.toHexString(address) + " of " + file + " does not answer: "
                    + e.getMessage(), e);
        }
    }

    private I2cDevice opened() throws IOException {
        var known = device;
        if (known != null) {
            return known;
        }
        try {
            var opened = I2cDevice.open(posix, file, address);
            device = opened;
            return opened;
        } catch (PosixException e) {
            throw new IOException("the I2C bus " + file + " cannot be used: " + e.getMessage() + remedy(e), e);
        }
    }

    private static String remedy(PosixException e) {
        return switch (e.errno()) {
            case PosixException.ENOENT -> "; on a Raspberry Pi switch it on with: sudo raspi-config nonint do_i2c 0";
            case PosixException.EACCES -> "; add the user to the group i2c";
            default -> "";
        };
    }

    @Override
    public void close() {
        var known = device;
        if (known != null) {
            device = null;
            known.close();
        }
    }
}
