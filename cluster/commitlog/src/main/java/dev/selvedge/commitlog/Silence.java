package dev.selvedge.commitlog;

/** The receipt that nobody reads. */
enum Silence implements CommitLog.Receipt {
    INSTANCE;

    @Override
    public void durable(long position, long wallMillis) {}

    @Override
    public void failed(long position, CommitLogException reason) {}
}
