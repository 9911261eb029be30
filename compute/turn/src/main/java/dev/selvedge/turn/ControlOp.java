package dev.selvedge.turn;

/** What a control frame says. Codes below 100 go from node to engine, the others back. */
public enum ControlOp {
    /** Make an isolate for a Worker; the JSON is a {@link WorkerSpec}, the blob its modules. */
    LOAD(1),
    /** {isolate}: close it. */
    UNLOAD(2),
    /** As LOAD, in a throw-away isolate: is this upload any good? Answered by PREPARED. */
    PREPARE(3),
    STATS(4),
    EXIT(5),

    /** {pid}. */
    READY(101),
    /** {isolate, handlers, namedHandlers, startupMs}. */
    LOADED(102),
    /** {isolate, kind: syntax|startup|limit|module, message, stack}. */
    LOAD_FAILED(103),
    /** {isolate}. */
    UNLOADED(104),
    /** {ok, startupMs, handlers, namedHandlers, error, modules} and the modules as they are to be loaded. */
    PREPARED(105),
    /** {isolates: [{isolate, heapBytes, externalBytes}], rssBytes, …}. */
    STATISTICS(106),
    /** {isolate, reason, context}: the isolate is condemned, every request in flight in it is the node's to answer. */
    GONE(107),
    /** {level, message}. */
    LOG(108);

    private static final ControlOp[] BY_CODE = new ControlOp[128];

    static {
        for (ControlOp op : values()) {
            BY_CODE[op.code] = op;
        }
    }

    private final int code;

    ControlOp(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** The operation of a code. */
    public static ControlOp of(int code) {
        ControlOp op = code > 0 && code < BY_CODE.length ? BY_CODE[code] : null;
        if (op == null) {
            throw new WireException("no control operation has the code " + code);
        }
        return op;
    }
}
