package dev.selvedge.net;

import java.util.Locale;

/**
 * Where a request goes, taken from its URL.
 *
 * @param secure whether TLS carries it
 * @param host lower-case name or literal, without brackets
 * @param target path and query, never empty
 */
record Destination(boolean secure, String host, int port, String target) {
    /** What connections are pooled by. */
    record Origin(boolean secure, String host, int port) {}

    Origin origin() {
        return new Origin(secure, host, port);
    }

    /**
     * Reads an absolute URL; a user name and a fragment are left out, as nothing carries them.
     *
     * @throws IllegalArgumentException with one sentence if it is no such URL
     */
    static Destination parse(String url) {
        int scheme = url.indexOf("://");
        boolean secure = switch (scheme < 0 ? "" : url.substring(0, scheme).toLowerCase(Locale.ROOT)) {
            case "http", "ws" -> false;
            case "https", "wss" -> true;
            default -> throw new IllegalArgumentException("the URL is not absolute, or not http or https");
        };
        int from = scheme + 3;
        int end = from;
        while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        int fragment = url.indexOf('#', end);
        String rest = url.substring(end, fragment < 0 ? url.length() : fragment);
        String target = rest.startsWith("/") ? rest : "/" + rest;
        if (!isEncoded(target)) {
            throw new IllegalArgumentException("the URL has a character that must be encoded");
        }
        String authority = url.substring(from, end);
        return at(secure, authority.substring(authority.lastIndexOf('@') + 1), target);
    }

    private static boolean isEncoded(String target) {
        for (int i = 0; i < target.length(); i++) {
            if (target.charAt(i) <= ' ' || target.charAt(i) >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static Destination at(boolean secure, String authority, String target) {
        if (!RequestTarget.isAuthority(authority)) {
            throw new IllegalArgumentException("the URL has no host");
        }
        int colon = authority.lastIndexOf(':');
        boolean ported = colon > authority.lastIndexOf(']');
        String host = ported ? authority.substring(0, colon) : authority;
        String digits = ported ? authority.substring(colon + 1) : "";
        int port = digits.isEmpty() ? (secure ? 443 : 80) : port(digits);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.isEmpty() || host.contains(":") || host.contains("[")) {
            throw new IllegalArgumentException("the URL has no host");
        }
        return new Destination(secure, host.toLowerCase(Locale.ROOT), port, target);
    }

    private static int port(String digits) {
        int port = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            port = digit < 0 || digit > 9 || port > 65_535 ? 65_536 : port * 10 + digit;
        }
        if (port == 0 || port > 65_535) {
            throw new IllegalArgumentException("the URL's port is not between 1 and 65535");
        }
        return port;
    }

    /** As the {@code host} header says it. */
    String authority() {
        String name = host.contains(":") ? "[" + host + "]" : host;
        return port == (secure ? 443 : 80) ? name : name + ":" + port;
    }
}
