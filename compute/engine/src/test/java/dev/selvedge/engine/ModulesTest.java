package dev.selvedge.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.turn.ControlMessage;
import dev.selvedge.turn.ControlOp;
import dev.selvedge.turn.ModuleType;
import dev.selvedge.turn.Wire;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ModulesTest {
    /** (module (func (export "add") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add)) */
    private static final byte[] ADD =
            Base64.getDecoder().decode("AGFzbQEAAAABBwFgAn9/AX8DAgEABwcBA2FkZAAACgkBBwAgACABags=");

    private final EngineHarness engine = new EngineHarness();

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void importsAreRelativeToTheirModule() {
        assertThat(answer(new Upload()
                        .esm("src/index.js", "import a from './a/x.js'; import b from '../b/x.js'; " + respond("a + b"))
                        .esm("src/a/x.js", "import u from './u.js'; export default 'a' + u")
                        .esm("b/x.js", "import u from './u.js'; export default 'b' + u")
                        .esm("src/a/u.js", "export default 1")
                        .esm("b/u.js", "export default 2")))
                .isEqualTo("a1b2");
    }

    @Test
    void namesMayStartWithADotAndImportsMayBeBare() {
        assertThat(answer(new Upload()
                        .esm("./index.js", "import n from 'lib/n.js'; " + respond("n"))
                        .esm("./lib/n.js", "export default 5")))
                .isEqualTo("5");
    }

    @Test
    void wasmTextDataAndJsonAreModules() {
        assertThat(answer(new Upload()
                        .esm(
                                "index.js",
                                """
                                import add from './add.wasm'
                                import text from './note.txt'
                                import data from './blob.bin'
                                import json from './conf.json'
                                const { exports } = new WebAssembly.Instance(add)
                                """ + respond("[exports.add(2, 3), text, data.byteLength, json.deep.value].join()"))
                        .module("add.wasm", ModuleType.WASM, ADD)
                        .module("note.txt", ModuleType.TEXT, "grün".getBytes(StandardCharsets.UTF_8))
                        .module("blob.bin", ModuleType.DATA, new byte[] {1, 2, 3})
                        .module(
                                "conf.json",
                                ModuleType.JSON,
                                "{\"deep\": {\"value\": 7}}".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("5,grün,3,7");
    }

    @Test
    void aWasmBindingIsItsModule() {
        Upload upload = new Upload()
                .esm(
                        "index.js",
                        "export default { fetch(r, env) { return new Response(String("
                                + "new WebAssembly.Instance(env.ADD).exports.add(20, 22))) } }")
                .module("add.wasm", ModuleType.WASM, ADD);
        upload.more()
                .putArray("bindings")
                .addObject()
                .put("type", "wasm_module")
                .put("name", "ADD")
                .put("part", "add.wasm");
        assertThat(answer(upload)).isEqualTo("42");
    }

    @Test
    void aWasmModuleIsInstantiatedAsynchronously() {
        assertThat(answer(new Upload()
                        .esm("index.js", """
                                import add from './add.wasm'
                                const { exports } = await WebAssembly.instantiate(add)
                                """ + respond("exports.add(4, 5)"))
                        .module("add.wasm", ModuleType.WASM, ADD)))
                .isEqualTo("9");
    }

    @Test
    void wasmFromBytesIsRefused() {
        assertThat(answer(new Upload().esm("index.js", """
                const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])
                const results = []
                try { new WebAssembly.Module(bytes) } catch (e) { results.push(e.name) }
                await WebAssembly.compile(bytes).catch(e => results.push(e.name))
                await WebAssembly.instantiate(bytes).catch(e => results.push(e.name))
                """ + respond("results.join()"))))
                .isEqualTo("CompileError,CompileError,CompileError");
    }

    @Test
    void aServiceWorkerScriptListensAndItsBindingsAreGlobals() {
        Upload upload = new Upload()
                .module(
                        "worker.js",
                        ModuleType.SCRIPT,
                        "const word = WORD; addEventListener('fetch', e => e.respondWith(new Response('the ' + word + ' way')))"
                                .getBytes(StandardCharsets.UTF_8));
        upload.more()
                .putArray("bindings")
                .addObject()
                .put("type", "plain_text")
                .put("name", "WORD")
                .put("text", "old");
        assertThat(answer(upload)).isEqualTo("the old way");
    }

    @Test
    void scriptsAreAsLooseAsTheLanguageLetsThemBe() {
        String script = "function own() { return typeof this } undeclared = own();"
                + "addEventListener('fetch', e => e.respondWith(new Response(undeclared + (() => { try { return eval('1') }"
                + " catch (refused) { return refused.name } })())))";
        Upload upload = new Upload().module("worker.js", ModuleType.SCRIPT, script.getBytes(StandardCharsets.UTF_8));
        assertThat(answer(upload)).isEqualTo("objectEvalError");
    }

    @Test
    void commonJsModulesAreAsLooseAsScripts() {
        String common = "loose = 1; exports.word = typeof loose";
        assertThat(answer(new Upload()
                        .esm("index.js", "import lib from './lib.cjs'; " + respond("lib.word"))
                        .module("lib.cjs", ModuleType.COMMONJS, common.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("number");
    }

    @Test
    void awaitAtTheTopLevelIsAwaited() {
        assertThat(answer(new Upload()
                        .esm("index.js", "import { late } from './late.js'; " + respond("late"))
                        .esm("late.js", "export const late = await Promise.resolve('awaited')")))
                .isEqualTo("awaited");
    }

    @Test
    void commonJsModulesAreRequired() {
        assertThat(answer(new Upload()
                        .esm("index.js", "import lib, { two } from './lib.cjs'; " + respond("lib.one + two"))
                        .module(
                                "lib.cjs",
                                ModuleType.COMMONJS,
                                "const o = require('./other.cjs'); exports.one = o.n; exports.two = 2"
                                        .getBytes(StandardCharsets.UTF_8))
                        .module(
                                "other.cjs",
                                ModuleType.COMMONJS,
                                "module.exports = { n: 40 }".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("42");
    }

    @Test
    void aMissingImportIsNamed() {
        ControlMessage failed = failed(new Upload().esm("a/index.js", "import './gone.js'; " + respond("1")));
        assertThat(failed.json().path("kind").asText()).isEqualTo("module");
        assertThat(failed.json().path("message").asText()).contains("./gone.js").contains("a/index.js");
    }

    @Test
    void anErrorAtTheTopLevelHasItsStack() {
        ControlMessage failed =
                failed(new Upload().esm("index.js", "\nfunction go() { throw new TypeError('not so') }\ngo()"));
        assertThat(failed.json().path("kind").asText()).isEqualTo("startup");
        assertThat(failed.json().path("message").asText()).contains("TypeError: not so");
        assertThat(failed.json().path("stack").asText()).contains("index.js:2:23");
    }

    @Test
    void aStackIsToldInTermsOfTheSources() {
        String map = "{\"version\":3,\"sources\":[\"../src/app.ts\"],\"names\":[],\"mappings\":\"AAAA;AAKA,gBAAgB\"}";
        Upload upload = new Upload()
                .mapped(
                        "index.js",
                        "// generated\nfunction go() { throw new Error('deep') }\ngo(); export default {}",
                        map);
        assertThat(failed(upload).json().path("stack").asText()).contains("../src/app.ts:6:");
    }

    @Test
    void aRequestsExceptionIsReportedInTermsOfTheSources() {
        String map = "{\"version\":3,\"sources\":[\"../src/app.ts\"],\"names\":[],\"mappings\":\"AAAA;AAKA\"}";
        Upload upload = new Upload()
                .mapped("index.js", "// generated\nexport default { fetch() { throw new Error('deep') } }", map);
        assertThat(engine.load(1, upload).op()).isEqualTo(ControlOp.LOADED);
        engine.get(1, 1, "http://w.localhost/");
        assertThat(engine.await(1, Wire.Out.DONE, 1).text().getFirst()).contains("../src/app.ts:6:1");
    }

    @Test
    void awaitingForeverAtTheTopLevelIsAnError() {
        ControlMessage failed = failed(new Upload().esm("index.js", "await new Promise(() => {}); " + respond("1")));
        assertThat(failed.json().path("message").asText()).contains("Top-level await");
    }

    @Test
    void aSyntaxErrorSaysWhere() {
        ControlMessage failed = failed(new Upload().esm("index.js", "const a = 1;\nconst b = ;\n"));
        assertThat(failed.json().path("kind").asText()).isEqualTo("syntax");
        assertThat(failed.json().path("message").asText()).contains("index.js:2:11");
    }

    private String answer(Upload upload) {
        ControlMessage loaded = engine.load(1, upload);
        assertThat(loaded.op()).describedAs(loaded.json().toString()).isEqualTo(ControlOp.LOADED);
        engine.get(1, 1, "http://w.localhost/");
        return engine.body(1, 1);
    }

    private ControlMessage failed(Upload upload) {
        ControlMessage answer = engine.load(1, upload);
        assertThat(answer.op()).isEqualTo(ControlOp.LOAD_FAILED);
        return answer;
    }

    private static String respond(String expression) {
        return "export default { fetch() { return new Response(String(" + expression + ")) } }";
    }
}
