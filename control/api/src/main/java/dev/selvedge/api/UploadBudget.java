package dev.selvedge.api;

import java.util.concurrent.Semaphore;

/** Memory for uploads: each takes what it announces before it is read, and waits in line while there is none. */
final class UploadBudget {

    private final int total;
    private final Semaphore mebibytes;

    UploadBudget(int mebibytes) {
        this.total = mebibytes;
        this.mebibytes = new Semaphore(mebibytes, true);
    }

    /** Something that holds a share until it is closed. */
    interface Share extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Waits for memory.
     *
     * @param bytes announced length, or -1 if the client does not say: then half of everything
     */
    Share take(long bytes) {
        int share = bytes < 0 ? total / 2 : (int) Math.min(total, (bytes >> 20) + 1);
        mebibytes.acquireUninterruptibly(share);
        return () -> mebibytes.release(share);
    }
}
