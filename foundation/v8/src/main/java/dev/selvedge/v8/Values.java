package dev.selvedge.v8;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Runtime;
import com.caoccao.javet.values.V8Value;
import com.caoccao.javet.values.primitive.V8ValueBoolean;
import com.caoccao.javet.values.primitive.V8ValueDouble;
import com.caoccao.javet.values.primitive.V8ValueInteger;
import com.caoccao.javet.values.primitive.V8ValueLong;
import com.caoccao.javet.values.primitive.V8ValueNull;
import com.caoccao.javet.values.primitive.V8ValueString;
import com.caoccao.javet.values.primitive.V8ValueUndefined;
import com.caoccao.javet.values.reference.V8ValueArray;
import com.caoccao.javet.values.reference.V8ValueArrayBuffer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Carries values between Java and one isolate, by the table that {@link Handle} gives. */
final class Values {
    private final Isolate isolate;
    private final V8Runtime runtime;

    Values(Isolate isolate, V8Runtime runtime) {
        this.isolate = isolate;
        this.runtime = runtime;
    }

    V8ValueString string(String text) throws JavetException {
        return runtime.createV8ValueString(text);
    }

    V8ValueInteger integer(int number) throws JavetException {
        return runtime.createV8ValueInteger(number);
    }

    Crossing toV8(@Nullable Object value) throws JavetException {
        return switch (value) {
            case null -> new Crossing(runtime.createV8ValueNull(), false);
            case String text -> new Crossing(string(text), false);
            case Integer number -> new Crossing(integer(number), false);
            case Long number -> new Crossing(runtime.createV8ValueDouble(number), false);
            case Double number -> new Crossing(runtime.createV8ValueDouble(number), false);
            case Boolean bool -> new Crossing(runtime.createV8ValueBoolean(bool), false);
            case byte[] bytes -> new Crossing(arrayBuffer(bytes), true);
            case String[] texts -> new Crossing(array(texts), true);
            case ByteBuffer shared -> new Crossing(runtime.createV8ValueArrayBuffer(shared), true);
            case Handle handle -> new Crossing(handle.value(), false);
            default -> throw new IllegalArgumentException("no way into V8 for a " + value.getClass());
        };
    }

    /** Takes over the value: what is not handed out as a handle is closed. */
    @Nullable
    Object toJava(V8Value value) throws JavetException {
        return switch (value) {
            case V8ValueUndefined _, V8ValueNull _ -> null;
            case V8ValueString text -> text.getValue();
            case V8ValueInteger number -> number.getValue();
            case V8ValueLong number -> number.getValue();
            case V8ValueDouble number -> number.getValue();
            case V8ValueBoolean bool -> bool.getValue();
            case V8ValueArrayBuffer buffer -> {
                byte[] bytes = buffer.toBytes();
                buffer.close();
                yield bytes;
            }
            default -> new Handle(isolate, value);
        };
    }

    /** As {@link #toJava}, but without copying the bytes of an ArrayBuffer: the caller's JavaScript holds it meanwhile. */
    @Nullable
    Object argument(V8Value value) throws JavetException {
        if (value instanceof V8ValueArrayBuffer buffer) {
            ByteBuffer memory = buffer.getByteBuffer();
            buffer.close();
            return memory == null ? ByteBuffer.allocate(0) : memory;
        }
        return toJava(value);
    }

    V8ValueArrayBuffer arrayBuffer(byte[] bytes) throws JavetException {
        V8ValueArrayBuffer buffer = runtime.createV8ValueArrayBuffer(bytes.length);
        buffer.fromBytes(bytes);
        return buffer;
    }

    private V8ValueArray array(String[] texts) throws JavetException {
        V8ValueArray array = runtime.createV8ValueArray();
        array.push((Object[]) texts);
        return array;
    }

    void close(V8Value value) {
        try {
            value.close();
        } catch (JavetException e) {
            throw Failures.of(e);
        }
    }
}
