package dev.selvedge.engine;

/** An isolate must be given up. */
final class Condemned extends RuntimeException {
    private final WorkerIsolate.Reason reason;

    Condemned(WorkerIsolate.Reason reason) {
        super(reason.name());
        this.reason = reason;
    }

    WorkerIsolate.Reason reason() {
        return reason;
    }
}
