package dev.selvedge.catalog;

/** The catalog cannot do what was asked: a disk that fails, a damaged file, a change that contradicts what is there. */
public final class CatalogException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CatalogException(String message) {
        super(message);
    }

    public CatalogException(String message, Throwable cause) {
        super(message, cause);
    }
}
