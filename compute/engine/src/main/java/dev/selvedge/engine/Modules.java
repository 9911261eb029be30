package dev.selvedge.engine;

import dev.selvedge.turn.ModuleType;
import dev.selvedge.v8.Handle;
import dev.selvedge.v8.Isolate;
import dev.selvedge.v8.JsException;
import dev.selvedge.v8.JsModule;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The modules of one Worker in one isolate: finds what an import means, compiles it once, keeps it for later dynamic imports.
 * Used inside {@link Isolate#hold}.
 */
final class Modules {
    /** What rewritten modules import for their {@code import()} and {@code import.meta}. */
    static final String SUPPORT = "selvedge:module/";

    private final CoreIsolate core;
    private final Map<String, ModuleSource> sources = new HashMap<>();
    private final Map<String, JsModule> compiled = new HashMap<>();
    private final Set<String> esModules = new HashSet<>();

    Modules(CoreIsolate core, Collection<ModuleSource> uploaded) {
        this.core = core;
        uploaded.forEach(source -> sources.put(source.name(), source));
        core.isolate().resolveModules(this::resolve);
    }

    /** Runs the main module; returns what the core's {@code start} is to be given. */
    @Nullable
    Handle runMain(String main) {
        ModuleSource source = sources.get(main);
        if (source == null) {
            throw new LoadFailure(
                    LoadFailure.Kind.MODULE, "the main module " + main + " is not part of the upload", "");
        }
        return switch (source.type()) {
            case SCRIPT -> {
                runScript(source);
                yield null;
            }
            case COMMONJS -> (Handle) consumed("exportCommonJs", commonJs(source));
            case ESM -> evaluateMain(source);
            case WASM, TEXT, DATA, JSON ->
                throw new LoadFailure(LoadFailure.Kind.MODULE, "the main module " + main + " is not JavaScript", "");
        };
    }

    private void runScript(ModuleSource source) {
        sources.remove(source.name());
        Object value = core.isolate().eval(source.name(), source.text(), source.cache());
        if (value instanceof Handle handle) {
            handle.close();
        }
    }

    private Handle evaluateMain(ModuleSource source) {
        JsModule module = compile(source);
        link(module);
        try (Handle promise = module.evaluate()) {
            if (promise != null) {
                settle(promise);
            }
        }
        return module.namespace();
    }

    private static void link(JsModule module) {
        try {
            module.link();
        } catch (JsException e) {
            throw new LoadFailure(
                    e.isSyntax() ? LoadFailure.Kind.SYNTAX : LoadFailure.Kind.MODULE, e.getMessage() + "", e.jsStack());
        }
    }

    private void settle(Handle promise) {
        core.isolate().pump();
        Object reason = promise.rejection();
        if (reason != null) {
            throw Thrown.failure(reason);
        }
        if (promise.isPending()) {
            throw new LoadFailure(
                    LoadFailure.Kind.STARTUP,
                    "Top-level await in module is unsettled when the Worker has started.",
                    "");
        }
    }

    /** Modules that are held; they count as handles. */
    int held() {
        return compiled.size();
    }

    /** What V8 compiled of each ES module by now, by name. */
    Map<String, byte[]> codeCaches() {
        Map<String, byte[]> caches = new HashMap<>();
        esModules.forEach(name ->
                caches.put(name, Objects.requireNonNull(compiled.get(name)).codeCache()));
        return caches;
    }

    /** Compiles what no import has reached yet, so that a syntax error anywhere is found before the upload is taken. */
    void compileAll() {
        for (ModuleSource source : List.copyOf(sources.values())) {
            if (source.type() == ModuleType.ESM && !compiled.containsKey(source.name())) {
                compile(source);
            }
        }
    }

    /** {@code import(specifier)}: the namespace, or a promise of it if it is not settled yet. */
    Object importDynamically(String specifier, String referrer) {
        JsModule module = resolve(specifier, referrer);
        Object failure = module.failure();
        if (failure != null) {
            return Objects.requireNonNull(consumed("reject", failure));
        }
        link(module);
        try (Handle promise = module.evaluate()) {
            if (promise == null || promise.isFulfilled()) {
                return module.namespace();
            }
            try (Handle namespace = module.namespace()) {
                return Objects.requireNonNull(core.glue("after", promise, namespace));
            }
        }
    }

    /** {@code require(specifier)} of a CommonJS module: the exports. */
    @Nullable
    Object require(String specifier, String referrer) {
        String path = pathOf(specifier, referrer);
        ModuleSource source = path == null ? null : sources.get(path);
        if (source != null && source.type() == ModuleType.COMMONJS) {
            return commonJs(source);
        }
        JsModule module = resolve(specifier, referrer);
        link(module);
        try (Handle promise = module.evaluate()) {
            Object reason = promise == null ? null : promise.rejection();
            if (reason != null) {
                throw Thrown.failure(reason);
            }
        }
        return module.namespace();
    }

    /** The value of a text, data or wasm module: what a binding with a part is. */
    @Nullable
    Object asset(String name) {
        ModuleSource source = sources.get(Specifiers.canonical(name));
        if (source == null) {
            throw new LoadFailure(LoadFailure.Kind.MODULE, "the part " + name + " is not part of the upload", "");
        }
        return switch (source.type()) {
            case WASM -> core.glue("wasm", (Object) source.bytes());
            case DATA -> source.bytes();
            case ESM, COMMONJS, SCRIPT, TEXT, JSON -> source.text();
        };
    }

    private JsModule resolve(String specifier, String referrer) {
        String path = pathOf(specifier, referrer);
        if (path != null) {
            JsModule known = compiled.get(path);
            return known != null ? known : compile(Objects.requireNonNull(sources.get(path)));
        }
        JsModule known = compiled.get(specifier);
        return known != null ? known : compileBuiltIn(specifier, referrer);
    }

    /** The uploaded module that is meant, or null if it is none: it may still be built in. */
    private @Nullable String pathOf(String specifier, String referrer) {
        String path = Specifiers.resolve(specifier, referrer);
        if (path == null) {
            path = specifier.indexOf(':') < 0 ? Specifiers.canonical(specifier) : specifier;
        }
        return sources.containsKey(path) || compiled.containsKey(path) ? path : null;
    }

    private JsModule compileBuiltIn(String specifier, String referrer) {
        Object exports = specifier.startsWith(SUPPORT)
                ? core.call("support", specifier.substring(SUPPORT.length()))
                : core.call("builtin", specifier);
        if (exports instanceof Handle handle) {
            return synthetic(specifier, handle);
        }
        throw new LoadFailure(
                LoadFailure.Kind.MODULE,
                "No such module \"" + specifier + "\".\n  imported from \"" + referrer + "\"",
                "");
    }

    private JsModule compile(ModuleSource source) {
        String name = source.name();
        return switch (source.type()) {
            case ESM -> {
                esModules.add(name);
                JsModule module = core.isolate().module(name, source.text(), source.cache());
                sources.put(name, new ModuleSource(name, source.type(), new byte[0], null));
                compiled.put(name, module);
                yield module;
            }
            case JSON -> synthetic(name, core.glue("exportJson", source.text()));
            case COMMONJS -> synthetic(name, consumed("exportCommonJs", commonJs(source)));
            case WASM, TEXT, DATA, SCRIPT -> synthetic(name, consumed("exportDefault", asset(name)));
        };
    }

    /** Calls a function of the glue with a value that nobody needs afterwards. */
    private @Nullable Object consumed(String function, @Nullable Object value) {
        try {
            return core.glue(function, value);
        } finally {
            if (value instanceof Handle handle) {
                handle.close();
            }
        }
    }

    private JsModule synthetic(String name, @Nullable Object exports) {
        try (Handle handle = (Handle) Objects.requireNonNull(exports)) {
            JsModule module = core.isolate().syntheticModule(name, handle);
            compiled.put(name, module);
            return module;
        }
    }

    /** Runs a CommonJS module, or finds that it has run; returns its exports. */
    private @Nullable Object commonJs(ModuleSource source) {
        Object known = core.glue("exportsOf", source.name());
        if (known != null) {
            return known;
        }
        String wrapped = "(function (exports, require, module, __filename, __dirname) {" + source.text() + "\n})";
        try (Handle run =
                (Handle) Objects.requireNonNull(core.isolate().eval(source.name(), wrapped, source.cache()))) {
            return core.glue("commonJs", source.name(), run, core.host());
        }
    }
}
