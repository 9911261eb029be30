package dev.selvedge.catalog;

import java.util.HexFormat;
import java.util.UUID;

/** Identity of a version or a deployment: a random UUID, kept as two longs because a node holds many thousands. */
public record VersionId(long high, long low) {

    /**
     * Reads either form.
     *
     * @throws IllegalArgumentException if the text is neither a hyphenated UUID nor 32 hexadecimal digits
     */
    public static VersionId parse(String text) {
        if (text.length() == 32) {
            return new VersionId(
                    HexFormat.fromHexDigitsToLong(text, 0, 16), HexFormat.fromHexDigitsToLong(text, 16, 32));
        }
        if (text.length() != 36) {
            throw new IllegalArgumentException("not a version id: " + text.substring(0, Math.min(40, text.length())));
        }
        return of(UUID.fromString(text));
    }

    public static VersionId of(UUID uuid) {
        return new VersionId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }

    /** 32 hexadecimal digits: wrangler puts the hyphens in itself where the API gives this form. */
    public String hex() {
        var hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }

    @Override
    public String toString() {
        return new UUID(high, low).toString();
    }
}
