package dev.selvedge.durable;

import java.util.Arrays;
import java.util.Locale;

/** Where somebody would like an object to be when it is first made. */
public enum LocationHint {
    WNAM,
    ENAM,
    SAM,
    WEUR,
    EEUR,
    APAC,
    OC,
    AFR,
    ME;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static boolean isKnown(String label) {
        return Arrays.stream(values()).anyMatch(hint -> hint.label().equals(label));
    }
}
