package dev.selvedge.workers;

import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Arrays for parts of large commits. They wait for the disk, so as garbage they would be old, and the heap would grow by gigabytes
 * before anybody looked. Given out by a loop, given back from anywhere.
 */
final class PartArrays {
    /** A part of an engine's, and a little more. */
    private static final int BYTES = 256 * 1024;

    private static final int MOST = 64;

    private final ArrayBlockingQueue<byte[]> idle = new ArrayBlockingQueue<>(MOST);

    /** One of so many bytes, or more. */
    byte[] take(int least) {
        byte @Nullable [] known = least <= BYTES ? idle.poll() : null;
        return known == null ? new byte[Math.max(least, BYTES)] : known;
    }

    void giveBack(byte[] array) {
        if (array.length == BYTES) {
            boolean _ = idle.offer(array);
        }
    }
}
