package dev.selvedge.v8;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The memory of this process by address. Reading goes through the kernel, which answers a wrong address with an error. */
@SuppressWarnings("restricted") // Whoever asks for an address here has read it first, and knows what lies there.
final class OwnMemory {
    private static final Path MEMORY = Path.of("/proc/self/mem");
    private static final @Nullable FileChannel CHANNEL = open();

    private OwnMemory() {}

    private static @Nullable FileChannel open() {
        try {
            return FileChannel.open(MEMORY, StandardOpenOption.READ);
        } catch (IOException e) {
            return null;
        }
    }

    /** So many bytes, or null if they cannot be read. */
    static byte @Nullable [] read(long address, int count) {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        try {
            while (CHANNEL != null && address > 0 && bytes.hasRemaining()) {
                if (CHANNEL.read(bytes, address + bytes.position()) <= 0) {
                    return null;
                }
            }
        } catch (IOException e) {
            return null;
        }
        return bytes.hasRemaining() ? null : bytes.array();
    }

    /** Memory that is known to be there. */
    static MemorySegment at(long address, long count) {
        return MemorySegment.ofAddress(address).reinterpret(count);
    }

    static long longAt(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getLong(at);
    }

    static int intAt(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getInt(at);
    }
}
