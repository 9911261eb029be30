package dev.selvedge.net;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Checks and normalises request targets (RFC 9112 §3.2) and authorities. */
final class RequestTarget {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private RequestTarget() {}

    /**
     * The target as text in origin form. Octets above ASCII are percent-encoded, so that everybody behind us sees the same
     * characters.
     *
     * @throws BadMessage 400 if it has a space, a control character or a fragment, or no known form
     */
    static String origin(String raw, String method) {
        String target = ascii(raw);
        if (target.startsWith("/")) {
            return target;
        }
        if (target.equals("*") && method.equals("OPTIONS")) {
            return target;
        }
        int path = pathStart(target);
        if (path < 0) {
            throw new BadMessage(400, "request target has no known form");
        }
        String rest = target.substring(path);
        return rest.startsWith("/") ? rest : "/" + rest;
    }

    /** The authority of a target in absolute form, else empty. */
    static String authorityOf(String raw) {
        if (raw.startsWith("/")) {
            return "";
        }
        int path = pathStart(raw);
        return path < 0 ? "" : raw.substring(raw.indexOf("://") + 3, path);
    }

    private static int pathStart(String target) {
        boolean web = target.regionMatches(true, 0, "http://", 0, 7) || target.regionMatches(true, 0, "https://", 0, 8);
        if (!web) {
            return -1;
        }
        int at = target.indexOf("://") + 3;
        while (at < target.length() && target.charAt(at) != '/' && target.charAt(at) != '?') {
            at++;
        }
        return at;
    }

    private static String ascii(String raw) {
        boolean plain = true;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c <= ' ' || c == 0x7f || c == '#') {
                throw new BadMessage(400, "request target has a character that must be encoded");
            }
            plain &= c < 0x80;
        }
        return plain && !raw.isEmpty() ? raw : encoded(raw);
    }

    private static String encoded(String raw) {
        if (raw.isEmpty()) {
            throw new BadMessage(400, "request target is empty");
        }
        StringBuilder text = new StringBuilder(raw.length() + 16);
        for (byte octet : raw.getBytes(StandardCharsets.ISO_8859_1)) {
            if (octet < 0) {
                text.append('%');
                HEX.toHexDigits(text, octet);
            } else {
                text.append((char) octet);
            }
        }
        return text.toString();
    }

    /** Whether this can be a host with an optional port: nothing that could end it early or carry a user name. */
    static boolean isAuthority(String text) {
        if (text.isEmpty() || text.length() > 300) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean good = letter || (c >= '0' && c <= '9') || "-._~:[]%".indexOf(c) >= 0;
            if (!good) {
                return false;
            }
        }
        return true;
    }
}
