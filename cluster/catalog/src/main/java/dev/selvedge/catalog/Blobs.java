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
}
