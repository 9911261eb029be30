package dev.selvedge.catalog;

/** What a module of a Worker is. The names are part of the log's format. */
public enum ModuleType {
    ES_MODULE("application/javascript+module"),
    COMMON_JS("application/javascript"),
    WASM("application/wasm"),
    TEXT("text/plain"),
    DATA("application/octet-stream"),
    JSON("application/json"),
    PYTHON("text/x-python"),
    PYTHON_REQUIREMENT("text/x-python-requirement"),
    SOURCE_MAP("application/source-map");

    private final String mediaType;

    ModuleType(String mediaType) {
        this.mediaType = mediaType;
    }

    /** The media type that uploads and downloads use for it. */
    public String mediaType() {
        return mediaType;
    }
}
