package dev.selvedge.workers;

import dev.selvedge.turn.FrameBatch;
import dev.selvedge.turn.Wire;
import org.jspecify.annotations.Nullable;

/** A message, or the end, of a socket that may sleep: an event of its actor. Belongs to the actor's loop. */
final class SocketCaller extends EventCaller {
    private final SleepingSocket socket;
    private final int type;
    private final byte[] payload;
    private final int code;
    private final boolean clean;
    private @Nullable Runnable taken;
    private boolean over;

    SocketCaller(SleepingSocket socket, int type, byte[] payload, int code, boolean clean, long ray) {
        super(ray);
        this.socket = socket;
        this.type = type;
        this.payload = payload;
        this.code = code;
        this.clean = clean;
    }

    SleepingSocket socket() {
        return socket;
    }

    int bytes() {
        return payload.length;
    }

    /** Runs the task when the actor is done with it. */
    void whenOver(Runnable task) {
        if (over) {
            task.run();
        } else {
            taken = task;
        }
    }

    @Override
    public int room() {
        return payload.length;
    }

    @Override
    public void write(FrameBatch batch, int id, int actor) {
        batch.record(Wire.In.SOCKET_EVENT, id, actor, socket.number(), type, payload.length, code, clean ? 1 : 0)
                .text(payload);
    }

    @Override
    void handled() {
        end();
    }

    @Override
    void over(Outcome outcome) {
        end();
    }

    @Override
    void never() {
        end();
    }

    private void end() {
        if (over) {
            return;
        }
        over = true;
        socket.taken(this, type == Wire.SocketEvent.CLOSE);
        Runnable task = taken;
        if (task != null) {
            task.run();
        }
    }

    @Override
    public TailSubject subject() {
        return new TailSubject.Socket(
                switch (type) {
                    case Wire.SocketEvent.CLOSE -> "close";
                    case Wire.SocketEvent.ERROR -> "error";
                    default -> "message";
                });
    }
}
