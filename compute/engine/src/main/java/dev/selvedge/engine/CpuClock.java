package dev.selvedge.engine;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** CPU time of threads, in ns. What a Worker is charged for: waiting for a busy machine costs it nothing. */
interface CpuClock {
    /** Of the calling thread. */
    long ofCurrent();

    /** Of another platform thread; -1 if it has ended. */
    long of(Thread thread);

    /** The operating system's. */
    static CpuClock system() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return new CpuClock() {
            @Override
            public long ofCurrent() {
                return threads.getCurrentThreadCpuTime();
            }

            @Override
            public long of(Thread thread) {
                return threads.getThreadCpuTime(thread.threadId());
            }
        };
    }
}
