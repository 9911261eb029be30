package dev.selvedge.v8;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.values.V8Value;
import com.caoccao.javet.values.reference.IV8ValueFunction;
import com.caoccao.javet.values.reference.IV8ValueObject;
import com.caoccao.javet.values.reference.IV8ValuePromise;
import com.caoccao.javet.values.reference.V8ValueObject;
import org.jspecify.annotations.Nullable;

/**
 * A JavaScript object that Java holds on to. What is not closed stays alive for as long as its isolate, so hold few and close all.
 *
 * <p>Values cross as String, Integer, Long, Double, Boolean, null (for null and undefined), byte[] (an ArrayBuffer, copied), and
 * handles for all else.
 */
public final class Handle implements AutoCloseable {
    private static final V8Value[] NO_VALUES = {};

    private final Isolate isolate;
    private final V8Value value;

    Handle(Isolate isolate, V8Value value) {
        this.isolate = isolate;
        this.value = value;
    }

    /** Another hold on the same value, for longer than what was only lent. */
    public Handle copy() {
        try {
            return new Handle(isolate, value.toClone());
        } catch (JavetException e) {
            throw Failures.of(e);
        }
    }

    V8Value value() {
        return value;
    }

    /** Reads a property. */
    public @Nullable Object get(String name) {
        try {
            return isolate.values().toJava(object().get(name));
        } catch (JavetException e) {
            throw Failures.of(e);
        }
    }

    /** Reads a property that must be an object or a function. */
    public Handle handle(String name) {
        Object found = get(name);
        if (found instanceof Handle handle) {
            return handle;
        }
        throw new IllegalStateException(name + " is not an object but " + found);
    }

    public void set(String name, @Nullable Object newValue) {
        try (Crossing crossing = isolate.values().toV8(newValue)) {
            object().set(name, crossing.value());
        } catch (JavetException e) {
            throw Failures.of(e);
        }
    }

    public void delete(String name) {
        try {
            object().delete(name);
        } catch (JavetException e) {
            throw Failures.of(e);
        }
    }

    public boolean isFunction() {
        return value instanceof IV8ValueFunction;
    }

    /** Calls this function with undefined as its receiver; when the outermost call ends, microtasks have run. */
    public @Nullable Object call(@Nullable Object... arguments) {
        Crossing[] crossings = new Crossing[arguments.length];
        V8Value[] values = new V8Value[arguments.length];
        try {
            for (int i = 0; i < arguments.length; i++) {
                crossings[i] = isolate.values().toV8(arguments[i]);
                values[i] = crossings[i].value();
            }
            return isolate.values().toJava(function().call(null, values));
        } catch (JavetException e) {
            throw Failures.of(e);
        } finally {
            Crossing.close(crossings);
        }
    }

    /** As {@link #call}, without arguments and result: the cheapest crossing there is. */
    public void run() {
        try {
            function().callVoid(null, NO_VALUES);
        } catch (JavetException e) {
            throw Failures.of(e);
        }
    }

    /** As {@link #call}, for a text and a number, without result. */
    public void run(String text, int number) {
        try {
            V8Value[] values = {isolate.values().string(text), isolate.values().integer(number)};
            function().callVoid(null, values);
        } catch (JavetException e) {
            throw Failures.of(e);
        }
    }

    /** As {@link #call}, for a number, with a text as its result. */
    public String text(int number) {
        try {
            V8Value[] values = {isolate.values().integer(number)};
            Object text = isolate.values().toJava(function().call(null, values));
            return text instanceof String string ? string : "";
        } catch (JavetException e) {
            throw Failures.of(e);
        }
    }

    /** Whether this is a promise that is still pending; false for what is no promise. */
    public boolean isPending() {
        try {
            return value instanceof IV8ValuePromise promise && promise.isPending();
        } catch (JavetException e) {
            throw Failures.of(e);
        }
    }

    /** Whether this is a promise that is fulfilled; false for what is no promise. */
    public boolean isFulfilled() {
        try {
            return value instanceof IV8ValuePromise promise && promise.isFulfilled();
        } catch (JavetException e) {
            throw Failures.of(e);
        }
    }

    /** The reason with which this promise was rejected, as a handle or value; null if it was not. */
    public @Nullable Object rejection() {
        try {
            if (value instanceof IV8ValuePromise promise && promise.isRejected()) {
                promise.markAsHandled();
                Object reason = isolate.values().toJava(promise.getResult());
                return reason == null ? "undefined" : reason;
            }
            return null;
        } catch (JavetException e) {
            throw Failures.of(e);
        }
    }

    @Override
    public void close() {
        isolate.values().close(value);
    }

    private IV8ValueFunction function() {
        if (value instanceof IV8ValueFunction function) {
            return function;
        }
        throw new IllegalStateException("not a function: " + value);
    }

    private IV8ValueObject object() {
        if (value instanceof V8ValueObject object) {
            return object;
        }
        throw new IllegalStateException("not an object: " + value);
    }
}
