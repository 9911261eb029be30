package dev.selvedge.catalog;

/** A secret as it rests in the catalog: only the {@link Vault} that sealed it can open it. */
public record SealedText(String base64) {
    @Override
    public String toString() {
        return "SealedText";
    }
}
