package dev.selvedge.v8;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Locker;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.interop.callback.IJavetDirectCallable;
import com.caoccao.javet.interop.callback.IJavetNearHeapLimitCallback;
import com.caoccao.javet.interop.callback.IJavetPromiseRejectCallback;
import com.caoccao.javet.interop.callback.IV8ModuleResolver;
import com.caoccao.javet.interop.callback.JavetCallbackContext;
import com.caoccao.javet.interop.callback.JavetCallbackType;
import com.caoccao.javet.interop.executors.IV8Executor;
import com.caoccao.javet.interop.monitoring.V8HeapStatistics;
import com.caoccao.javet.values.V8Value;
import com.caoccao.javet.values.reference.IV8Module;
import com.caoccao.javet.values.reference.V8Script;
import com.caoccao.javet.values.reference.V8ValueArrayBuffer;
import com.caoccao.javet.values.reference.V8ValueFunction;
import com.caoccao.javet.values.reference.V8ValueObject;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One V8 isolate with its one context. It may move between platform threads (never virtual ones, with 8 MB of stack), one at a
 * time, each inside {@link #hold}; {@link #terminate} and {@link #figures} may come from any thread.
 */
public final class Isolate implements AutoCloseable {
    private final V8Runtime runtime;
    private final SharedSnapshot.@Nullable Use snapshot;
    private final Values values;

    Isolate(V8Runtime runtime, SharedSnapshot.@Nullable Use snapshot) {
        this.runtime = runtime;
        this.snapshot = snapshot;
        this.values = new Values(this, runtime);
    }

    /** V8's lock, taken by this thread. Taken once for many calls it halves their price. */
    public static final class Held implements AutoCloseable {
        private final V8Locker locker;

        private Held(V8Locker locker) {
            this.locker = locker;
        }

        @Override
        public void close() {
            try {
                locker.close();
            } catch (JavetException e) {
                throw Failures.of(e);
            }
        }
    }

    /** What a promise that nobody handles tells: V8's PromiseRejectEvent (0 to 3), the promise, the reason. */
    @FunctionalInterface
    public interface RejectListener {
        void rejected(int event, Handle promise, @Nullable Object reason);
    }

    /** Called on the isolate's thread, in the middle of a collection, with the limit as it is and as it was; returns a new one. */
    @FunctionalInterface
    public interface HeapLimitListener {
        long nearLimit(long current, long initial);
    }

    Values values() {
        return values;
    }

    public Held hold() {
        try {
            return new Held(runtime.getV8Locker());
        } catch (JavetException e) {
            throw Failures.of(e);
        }
    }

    public Handle global() {
        try {
            return new Handle(this, runtime.getGlobalObject());
        } catch (JavetException e) {
            throw Failures.of(e);
        }
    }

    /** Runs a classic script and drops its value. */
    public void run(String name, String source) {
        try {
            executor(name, source, null).executeVoid();
        } catch (JavetException e) {
            throw Failures.of(e);
        }
    }

    /** Runs a classic script, from its code cache if there is one; its value is that of its last expression. */
    public @Nullable Object eval(String name, String source, byte @Nullable [] cache) {
        try (V8Script script = executor(name, source, cache).compileV8Script()) {
            return values.toJava(script.execute());
        } catch (JavetException e) {
            throw Failures.of(e);
        }
    }

    public @Nullable Object eval(String name, String source) {
        return eval(name, source, null);
    }

    /** Runs a classic script and returns what V8 compiled of it by then, for {@link #eval}. */
    public byte[] codeCache(String name, String source) {
        try (V8Script script = executor(name, source, null).compileV8Script()) {
            V8Value value = script.execute();
            values.close(value);
            return script.getCachedData();
        } catch (JavetException e) {
            throw Failures.of(e);
        }
    }

    /** Compiles an ES module; its imports are resolved when it is linked. */
    public JsModule module(String name, String source, byte @Nullable [] cache) {
        try {
            return new JsModule(
                    this, executor(name, source, cache).setModule(true).compileV8Module());
        } catch (JavetException e) {
            throw Failures.of(e);
        }
    }

    /** A module whose exports are the own enumerable properties of an object, read when it is evaluated. */
    public JsModule syntheticModule(String name, Handle exports) {
        try {
            return new JsModule(this, runtime.createV8Module(name, (V8ValueObject) exports.value()));
        } catch (JavetException e) {
            throw Failures.of(e);
        }
    }

    public void resolveModules(ModuleResolver resolver) {
        runtime.setV8ModuleResolver(new Resolving(resolver));
    }

    /** A function that calls Java. It lives as long as the isolate. */
    public Handle function(String name, HostFunction target) {
        IJavetDirectCallable.NoThisAndResult<RuntimeException> call = arguments -> receive(target, arguments);
        try {
            V8ValueFunction made = runtime.createV8ValueFunction(
                    new JavetCallbackContext(name, JavetCallbackType.DirectCallNoThisAndResult, call));
            return new Handle(this, made);
        } catch (JavetException e) {
            throw Failures.of(e);
        }
    }

    /** Javet gives null where there are no arguments. */
    private V8Value receive(HostFunction target, V8Value @Nullable [] arguments) {
        try {
            int count = arguments == null ? 0 : arguments.length;
            @Nullable Object[] plain = new Object[count];
            for (int i = 0; arguments != null && i < count; i++) {
                plain[i] = values.argument(arguments[i]);
            }
            Object result = target.call(plain);
            return values.toV8(result).value();
        } catch (JavetException e) {
            throw Failures.of(e);
        }
    }

    /** An ArrayBuffer over memory of Java's, which must stay as long as the isolate. */
    public Handle share(ByteBuffer direct) {
        try {
            V8ValueArrayBuffer buffer = runtime.createV8ValueArrayBuffer(direct);
            return new Handle(this, buffer);
        } catch (JavetException e) {
            throw Failures.of(e);
        }
    }

    /** Whether eval and its kin work; scripts that Java runs always do. */
    public void allowEval(boolean allowed) {
        runtime.allowEval(allowed);
    }

    public void onReject(RejectListener listener) {
        IJavetPromiseRejectCallback callback = (event, promise, value) -> {
            try {
                listener.rejected(event.getCode(), new Handle(this, promise), values.toJava(value));
            } catch (JavetException e) {
                throw Failures.of(e);
            }
        };
        runtime.setPromiseRejectCallback(callback);
    }

    public void onNearHeapLimit(HeapLimitListener listener) {
        runtime.setNearHeapLimitCallback((IJavetNearHeapLimitCallback) listener::nearLimit);
    }

    /** Makes the JavaScript that runs throw {@link JsTerminated}, at its next loop or call. From any thread. */
    public void terminate() {
        runtime.terminateExecution();
    }

    /** Takes back a {@link #terminate} that came too late. */
    public void forgetTermination() {
        runtime.cancelTerminateExecution();
    }

    /**
     * The heap's figures. On the thread that holds the isolate: at once. On another: when the running JavaScript comes to its next
     * loop or call; may block for as long as the holder is between two calls.
     */
    public CompletableFuture<HeapFigures> figures() {
        return runtime.getV8HeapStatistics().thenApply(Isolate::figures);
    }

    private static HeapFigures figures(@Nullable V8HeapStatistics statistics) {
        if (statistics == null) {
            return new HeapFigures(0, 0, 0, 0);
        }
        return new HeapFigures(
                statistics.getUsedHeapSize(),
                statistics.getTotalHeapSize(),
                statistics.getHeapSizeLimit(),
                statistics.getExternalMemory());
    }

    /** Runs what V8's own background work left for this thread: compiled WebAssembly, finalizers. */
    public void pump() {
        runtime.await();
    }

    /** Asks V8 to give back what it can. */
    public void collect() {
        runtime.lowMemoryNotification();
    }

    /** Objects that Java holds. Constant after each turn, or there is a leak. */
    public int handles() {
        return runtime.getReferenceCount();
    }

    /** Whether its snapshot is the one that others read too. */
    boolean sharesSnapshot() {
        return snapshot != null;
    }

    byte[] snapshot() {
        try {
            return runtime.createSnapshot();
        } catch (JavetException e) {
            throw Failures.of(e);
        }
    }

    @Override
    public void close() {
        if (snapshot != null) {
            snapshot.end();
        }
        try {
            runtime.close();
        } catch (JavetException e) {
            throw Failures.of(e);
        }
    }

    private IV8Executor executor(String name, String source, byte @Nullable [] cache) throws JavetException {
        IV8Executor executor = cache == null ? runtime.getExecutor(source) : runtime.getExecutor(source, cache);
        return executor.setResourceName(name);
    }

    /** Never lets Javet find a module by the bare specifier: the same one means another module in another directory. */
    private record Resolving(ModuleResolver resolver) implements IV8ModuleResolver {
        private static final String NO_MODULE = "\0";

        @Override
        public String getAbsoluteResourceName(V8Runtime runtime, String name, @Nullable IV8Module referrer) {
            return NO_MODULE;
        }

        @Override
        public IV8Module resolve(V8Runtime runtime, String name, @Nullable IV8Module referrer) throws JavetException {
            String from = referrer == null ? "" : referrer.getResourceName();
            return resolver.resolve(name, from).module();
        }
    }
}
