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
     * Reads an absolute URL, without user name; a fragment is left out.
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
        if (!target.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("the URL has a character that must be encoded");
        }
        return at(secure, url.substring(from, end), target);
    }

    private static Destination at(boolean secure, String authority, String target) {
        if (!RequestTarget.isAuthority(authority)) {
            throw new IllegalArgumentException("the URL has no host, or a user name, which requests cannot carry");
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
        if (!digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > 65_535 || Integer.parseInt(digits) == 0) {
            throw new IllegalArgumentException("the URL's port is not between 1 and 65535");
        }
        return Integer.parseInt(digits);
    }

    /** As the {@code host} header says it. */
    String authority() {
        String name = host.contains(":") ? "[" + host + "]" : host;
        return port == (secure ? 443 : 80) ? name : name + ":" + port;
    }
}
