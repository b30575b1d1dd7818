package dev.oriel.ffmpeg;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/// Native memory that somebody else owns, as the binding's pointer type and back.
final class Address extends BytePointer {
    Address(long address) {
        super((Pointer) null);
        this.address = address;
    }

    /// The bytes at `pointer`, without a copy; valid for as long as the memory is.
    static ByteBuffer bytes(Pointer pointer, long length) {
        return MemorySegment.ofAddress(pointer.address()).reinterpret(length).asByteBuffer();
    }
}
