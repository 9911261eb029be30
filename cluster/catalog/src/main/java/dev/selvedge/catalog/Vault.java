package dev.selvedge.catalog;

/** Seals secrets so that the files of the catalog alone give nothing away. */
public interface Vault {
    /**
     * Seals a secret.
     *
     * @param owner what the secret belongs to; the same text is needed to open it
     */
    SealedText seal(String owner, String secret);

    /**
     * The secret in the clear.
     *
     * @throws CatalogException if it was sealed with another key, for another owner, or changed since
     */
    String open(String owner, SealedText sealed);

    /** The owner under which the secrets of a Worker are sealed. */
    static String ownerOf(String accountId, String script) {
        return accountId + "/" + script;
    }
}
