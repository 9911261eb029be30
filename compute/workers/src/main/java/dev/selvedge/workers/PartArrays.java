package dev.selvedge.workers;

import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Arrays for parts of large commits, all but the last of which are of one length. They wait for the disk, so as garbage they would
 * be old, and the heap would grow by gigabytes before anybody looked. Given out by a loop, given back from anywhere.
 */
final class PartArrays {
    private static final int MOST = 64;

    private final ArrayBlockingQueue<byte[]> idle = new ArrayBlockingQueue<>(MOST);

    byte[] take(int length) {
        byte @Nullable [] known = idle.poll();
        return known != null && known.length == length ? known : new byte[length];
    }

    void giveBack(byte[] array) {
        boolean _ = idle.offer(array);
    }
}
