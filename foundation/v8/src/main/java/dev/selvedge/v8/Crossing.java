package dev.selvedge.v8;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.values.V8Value;
import org.jspecify.annotations.Nullable;

/** A value on its way into V8, and whether it was made only for the way. */
record Crossing(V8Value value, boolean temporary) implements AutoCloseable {
    @Override
    public void close() {
        if (temporary) {
            try {
                value.close();
            } catch (JavetException e) {
                throw Failures.of(e);
            }
        }
    }

    static void close(@Nullable Crossing[] crossings) {
        for (Crossing crossing : crossings) {
            if (crossing != null) {
                crossing.close();
            }
        }
    }
}
