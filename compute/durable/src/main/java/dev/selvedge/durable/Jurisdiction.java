package dev.selvedge.durable;

import org.jspecify.annotations.Nullable;

/** Where an object's data may lie and run, as its id says. The codes are part of every id. */
public enum Jurisdiction {
    NONE(0, ""),
    EU(1, "eu"),
    FEDRAMP(2, "fedramp"),
    US(3, "us"),
    FEDRAMP_HIGH(4, "fedramp-high");

    private final int code;
    private final String label;

    Jurisdiction(int code, String label) {
        this.code = code;
        this.label = label;
    }

    public int code() {
        return code;
    }

    /** As JavaScript spells it; empty for none. */
    public String label() {
        return label;
    }

    public static @Nullable Jurisdiction ofLabel(String label) {
        for (Jurisdiction jurisdiction : values()) {
            if (jurisdiction.label.equals(label)) {
                return jurisdiction;
            }
        }
        return null;
    }

    static @Nullable Jurisdiction ofCode(int code) {
        return code >= 0 && code < values().length ? values()[code] : null;
    }
}
