package dev.selvedge.v8;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IsolateTest {
    private final V8 v8 = LoadedV8.get();
    private final Isolate isolate = v8.isolate();
    private final Isolate.Held held = isolate.hold();

    @AfterEach
    void close() {
        held.close();
        isolate.close();
    }

    @Test
    void valuesCrossAsTheTableSays() {
        assertThat(isolate.eval("t.js", "'grün 🧵'")).isEqualTo("grün 🧵");
        assertThat(isolate.eval("t.js", "7")).isEqualTo(7);
        assertThat(isolate.eval("t.js", "0.5")).isEqualTo(0.5);
        assertThat(isolate.eval("t.js", "true")).isEqualTo(true);
        assertThat(isolate.eval("t.js", "undefined")).isNull();
        assertThat((byte[]) isolate.eval("t.js", "new Uint8Array([1, 2, 255]).buffer"))
                .containsExactly(1, 2, -1);
    }

    @Test
    void intlHasItsData() {
        assertThat(isolate.eval(
                        "t.js", "new Intl.NumberFormat('de-DE', {style: 'currency', currency: 'EUR'}).format(1234.5)"))
                .isEqualTo("1.234,50\u00a0€");
        assertThat(isolate.eval("t.js", "'İ'.toLocaleLowerCase('tr')")).isEqualTo("i");
        assertThat(isolate.eval(
                        "t.js", "new Date(0).toLocaleString('ja-JP', {dateStyle: 'full', timeZone: 'Asia/Tokyo'})"))
                .isEqualTo("1970年1月1日木曜日");
    }

    @Test
    void syntaxErrorsNameTheirPlace() {
        assertThatThrownBy(() -> isolate.eval("bad.js", "let a = 1;\nconst b = ;"))
                .satisfies(thrown -> {
                    JsException e = (JsException) thrown;
                    assertThat(e.isSyntax()).isTrue();
                    assertThat(e.file()).isEqualTo("bad.js");
                    assertThat(e.line()).isEqualTo(2);
                    assertThat(e.column()).isEqualTo(11);
                });
    }

    @Test
    void whatIsThrownKeepsItsStackAndLeaksNoHandle() {
        int before = isolate.handles();
        assertThatThrownBy(() -> isolate.eval("boom.js", "function boom() { throw new TypeError('no') }\nboom()"))
                .isInstanceOf(JsException.class)
                .hasMessageContaining("no")
                .satisfies(
                        thrown -> assertThat(((JsException) thrown).jsStack()).contains("boom.js:1:25"));
        assertThat(isolate.handles()).isEqualTo(before);
    }

    @Test
    void callsLeaveNoHandleBehind() {
        try (Handle add = handle("(text, n) => { globalThis.last = text + n }");
                Handle last = handle("n => globalThis.last + n");
                Handle any = handle("(...all) => all.length")) {
            int before = isolate.handles();
            add.run("text", 3);
            assertThat(last.text(4)).isEqualTo("text34");
            assertThat(any.call("a", 1, 2.5, true, null, new byte[3], add)).isEqualTo(7);
            assertThat(isolate.handles()).isEqualTo(before);
        }
    }

    @Test
    void aHostFunctionTakesAndGivesValues() {
        List<@Nullable Object> seen = new ArrayList<>();
        try (Handle host = isolate.function("host", arguments -> {
                    for (Object argument : arguments) {
                        seen.add(argument instanceof ByteBuffer memory ? memory.capacity() : argument);
                    }
                    return new byte[] {9};
                });
                Handle caller = handle("host => new Uint8Array(host('x', 2, null, new ArrayBuffer(5)))[0]")) {
            int before = isolate.handles();
            assertThat(caller.call(host)).isEqualTo(9);
            assertThat(seen).containsExactly("x", 2, null, 5);
            assertThat(isolate.handles()).isEqualTo(before);
        }
    }

    @Test
    void aHostFunctionReadsAndWritesTheMemoryOfAnArrayBuffer() {
        try (Handle host = isolate.function("host", arguments -> {
                    ByteBuffer memory = (ByteBuffer) Objects.requireNonNull(arguments[0]);
                    memory.put(1, (byte) (memory.get(0) + 1));
                    return ((ByteBuffer) Objects.requireNonNull(arguments[1])).capacity();
                });
                Handle caller = handle(
                        "host => {"
                                + "const a = new Uint8Array([7, 0]); const n = host(a.buffer, new ArrayBuffer(0)); return a[1] + n }")) {
            int before = isolate.handles();
            assertThat(caller.call(host)).isEqualTo(8);
            assertThat(isolate.handles()).isEqualTo(before);
        }
    }

    @Test
    void aHostFunctionsFailureIsAnErrorInJavaScript() {
        try (Handle host = isolate.function("host", arguments -> {
                    throw new IllegalArgumentException("DataError\nnot a key");
                });
                Handle caller = handle("host => { try { host() } catch (e) { return e.name + '|' + e.message } }")) {
            assertThat(caller.call(host)).isEqualTo("Error|DataError\nnot a key");
        }
    }

    @Test
    void memoryIsSharedBothWays() {
        ByteBuffer memory = ByteBuffer.allocateDirect(64).order(ByteOrder.LITTLE_ENDIAN);
        try (Handle buffer = isolate.share(memory);
                Handle touch = handle("b => { const v = new Int32Array(b); v[1] = 42; return v[0] }")) {
            memory.putInt(0, 17);
            assertThat(touch.call(buffer)).isEqualTo(17);
            assertThat(memory.getInt(4)).isEqualTo(42);
        }
    }

    @Test
    void microtasksRunWhenTheOutermostCallEnds() {
        try (Handle start = handle("() => { Promise.resolve().then(() => { globalThis.done = 'yes' }) }")) {
            start.run();
            assertThat(isolate.eval("t.js", "globalThis.done")).isEqualTo("yes");
        }
    }

    @Test
    void modulesAreResolvedAgainstTheirReferrer() {
        Map<String, String> sources = Map.of(
                "main.js", "import a from './a/x.js'; import b from './b/x.js'; export default a + b",
                "a/x.js", "import u from './u.js'; export default 'a' + u",
                "b/x.js", "import u from './u.js'; export default 'b' + u",
                "a/u.js", "export default 1",
                "b/u.js", "export default 2");
        Map<String, JsModule> compiled = new java.util.HashMap<>();
        isolate.resolveModules((specifier, referrer) -> {
            String folder = referrer.contains("/") ? referrer.substring(0, referrer.indexOf('/') + 1) : "";
            String name = folder + specifier.substring(2);
            return compiled.computeIfAbsent(name, n -> isolate.module(n, Objects.requireNonNull(sources.get(n)), null));
        });
        try (JsModule main = isolate.module("main.js", Objects.requireNonNull(sources.get("main.js")), null)) {
            main.link();
            Objects.requireNonNull(main.evaluate()).close();
            try (Handle namespace = main.namespace()) {
                assertThat(namespace.get("default")).isEqualTo("a1b2");
            }
            assertThat(main.codeCache()).isNotEmpty();
        }
        compiled.values().forEach(JsModule::close);
    }

    @Test
    void aSyntheticModuleExportsAnObjectsProperties() {
        try (Handle exports = handle("({default: 'd', named: 3})");
                JsModule synthetic = isolate.syntheticModule("cloudflare:thing", exports);
                JsModule main = isolate.module(
                        "m.js", "import d, {named} from 'cloudflare:thing'; export const r = d + named", null)) {
            isolate.resolveModules((specifier, referrer) -> synthetic);
            main.link();
            Objects.requireNonNull(main.evaluate()).close();
            try (Handle namespace = main.namespace()) {
                assertThat(namespace.get("r")).isEqualTo("d3");
            }
        }
    }

    @Test
    void anUnresolvedImportSaysWhich() {
        isolate.resolveModules((specifier, referrer) -> {
            throw new IllegalArgumentException("No such module \"" + specifier + "\" imported from " + referrer);
        });
        try (JsModule main = isolate.module("m.js", "import './gone.js'", null)) {
            assertThatThrownBy(main::link)
                    .isInstanceOf(JsException.class)
                    .hasMessageContaining("No such module \"./gone.js\" imported from m.js");
        }
    }

    @Test
    void rejectionsThatNobodyHandlesAreTold() {
        List<@Nullable Object> reasons = new ArrayList<>();
        isolate.onReject((event, promise, reason) -> reasons.add(event + ":" + reason));
        isolate.run("t.js", "Promise.reject('lost')");
        assertThat(reasons).containsExactly("0:lost");
    }

    @Test
    void anEndlessLoopIsTerminatedAndTheIsolateGoesOn() throws InterruptedException {
        Thread killer = Thread.ofPlatform().start(() -> {
            while (!loopStarted) {
                Thread.onSpinWait();
            }
            isolate.terminate();
        });
        try (Handle host = isolate.function("host", arguments -> loopStarted = true);
                Handle loop = handle("host => { host(); for (;;) {} }")) {
            assertThatThrownBy(() -> loop.call(host)).isInstanceOf(JsTerminated.class);
        }
        killer.join();
        assertThat(isolate.eval("t.js", "1 + 1")).isEqualTo(2);
    }

    private volatile boolean loopStarted;

    @Test
    void theNearHeapLimitListenerSavesTheProcess() {
        isolate.onNearHeapLimit((current, initial) -> {
            isolate.terminate();
            return current + (32L << 20);
        });
        assertThatThrownBy(() -> isolate.run("bomb.js", "const a = []; for (;;) a.push({x: a.length})"))
                .isInstanceOf(JsTerminated.class);
    }

    @Test
    void figuresComeFromTheHolderAtOnceAndFromOthersByInterrupt() throws Exception {
        assertThat(isolate.figures().get(1, TimeUnit.SECONDS).used()).isPositive();
        try (Handle fill = handle("() => { globalThis.kept = new Uint8Array(5 << 20) }")) {
            fill.run();
        }
        assertThat(isolate.figures().get(1, TimeUnit.SECONDS).external()).isGreaterThanOrEqualTo(5 << 20);
    }

    private Handle handle(String source) {
        return (Handle) Objects.requireNonNull(isolate.eval("t.js", "(" + source + ")"));
    }
}
