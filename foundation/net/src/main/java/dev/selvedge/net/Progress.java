package dev.selvedge.net;

/** Notices peers that are too slow: a wanted body that does not come, a response that is not taken. Owned by one loop. */
final class Progress {
    private final NetLimits limits;
    private long bodyWindowEnd;
    private long bodyAtStart;
    private long writeDeadline;
    private long waitingBefore;

    Progress(NetLimits limits) {
        this.limits = limits;
    }

    void start(long nowMillis) {
        bodyWindowEnd = nowMillis + limits.bodyMillis();
        bodyAtStart = 0;
    }

    /** Whether the wanted body brought too little in the last window. Time in which nobody wants it does not count. */
    boolean bodyStalled(long nowMillis, BodyIntake intake) {
        if (!intake.wants() && intake.received() == bodyAtStart) {
            bodyWindowEnd = nowMillis + limits.bodyMillis();
            return false;
        }
        if (nowMillis < bodyWindowEnd) {
            return false;
        }
        boolean stalled = intake.wants() && intake.received() - bodyAtStart < limits.bodyMinimum();
        bodyWindowEnd = nowMillis + limits.bodyMillis();
        bodyAtStart = intake.received();
        return stalled;
    }

    /** Whether waiting response bytes have not become fewer, or more, for too long. */
    boolean writeStalled(long nowMillis, long waitingBytes) {
        if (waitingBytes == 0 || waitingBytes != waitingBefore) {
            waitingBefore = waitingBytes;
            writeDeadline = nowMillis + limits.writeMillis();
            return false;
        }
        return nowMillis > writeDeadline;
    }
}
