package dev.selvedge.v8;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.values.V8Value;
import com.caoccao.javet.values.reference.IV8Module;
import com.caoccao.javet.values.reference.V8Module;
import com.caoccao.javet.values.reference.V8ValuePromise;
import org.jspecify.annotations.Nullable;

/** A compiled ES module. Once it is linked, V8 itself keeps what it imports. */
public final class JsModule implements AutoCloseable {
    private final Isolate isolate;
    private final V8Module module;

    JsModule(Isolate isolate, V8Module module) {
        this.isolate = isolate;
        this.module = module;
    }

    V8Module module() {
        return module;
    }

    /** Resolves all imports, of the imported modules too. Does nothing the second time. */
    public void link() {
        try {
            if (module.getStatus() == IV8Module.Uninstantiated && !module.instantiate()) {
                throw new IllegalStateException("the module cannot be linked");
            }
        } catch (JavetException e) {
            throw Failures.of(e);
        }
    }

    /** Runs it; returns the promise of its completion (top-level await), which is null if it was run before. */
    public @Nullable Handle evaluate() {
        try {
            V8Value result = module.evaluate(true);
            return result instanceof V8ValuePromise ? new Handle(isolate, result) : null;
        } catch (JavetException e) {
            throw Failures.of(e);
        }
    }

    /** What it threw when it was evaluated, a handle or a value; null if it did not. */
    public @Nullable Object failure() {
        try {
            if (module.getStatus() != IV8Module.Errored) {
                return null;
            }
            Object reason = isolate.values().toJava(module.getException());
            return reason == null ? "undefined" : reason;
        } catch (JavetException e) {
            throw Failures.of(e);
        }
    }

    /** Its exports. */
    public Handle namespace() {
        try {
            return new Handle(isolate, module.getNamespace());
        } catch (JavetException e) {
            throw Failures.of(e);
        }
    }

    /** What V8 compiled, for a faster start next time. */
    public byte[] codeCache() {
        try {
            return module.getCachedData();
        } catch (JavetException e) {
            throw Failures.of(e);
        }
    }

    @Override
    public void close() {
        isolate.values().close(module);
    }
}
