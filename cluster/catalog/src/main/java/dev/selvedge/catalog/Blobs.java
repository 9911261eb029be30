package dev.selvedge.catalog;

/** Immutable contents, named by their SHA-256. */
public interface Blobs {
    /** Durable when it returns; the blob lives as long as a version names it. */
    BlobId put(byte[] bytes);

    /**
     * Its bytes, checked against the name.
     *
     * @throws CatalogException if the blob is missing or its bytes do not match its name
     */
    byte[] read(BlobId id);

    boolean contains(BlobId id);

    /** Takes back a blob that was put for a commit which then did not happen. The caller knows that no version names it. */
    void discard(BlobId id);
}
