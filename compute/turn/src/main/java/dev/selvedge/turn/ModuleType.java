package dev.selvedge.turn;

/** What a part of a Worker is, by the word that the protocol has for it. */
public enum ModuleType {
    /** An ES module. */
    ESM("esm"),
    COMMONJS("cjs"),
    /** A service-worker script, which listens by addEventListener. */
    SCRIPT("script"),
    WASM("wasm"),
    TEXT("text"),
    DATA("data"),
    JSON("json");

    private final String word;

    ModuleType(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /** Whether its bytes are JavaScript source that V8 compiles and caches. */
    public boolean isCode() {
        return this == ESM || this == COMMONJS || this == SCRIPT;
    }

    public static ModuleType of(String word) {
        for (ModuleType type : values()) {
            if (type.word.equals(word)) {
                return type;
            }
        }
        throw new WireException("no module type is called " + word);
    }
}
