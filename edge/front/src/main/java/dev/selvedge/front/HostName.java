package dev.selvedge.front;

/**
 * Brings what a client sent as {@code Host} or {@code :authority} into the one form in which hosts are compared: lower
 * case, no port, no dot at the end. Whatever is no plausible host becomes the empty text, so that nothing behind the front
 * ever sees a hostile one.
 */
final class HostName {

    private static final int LONGEST = 253;

    /** Letters, digits, dash, dot, underscore (seen in the wild), and what an IPv6 literal needs. */
    private static final boolean[] PLAIN = new boolean[128];

    static {
        for (char c : "abcdefghijklmnopqrstuvwxyz0123456789-._:[]".toCharArray()) {
            PLAIN[c] = true;
        }
    }

    private HostName() {}

    static String of(String authority) {
        int end = hostEnd(authority);
        if (end > 0 && authority.charAt(end - 1) == '.') {
            end--;
        }
        boolean dotted = end > 0 && authority.charAt(end - 1) == '.';
        if (end <= 0 || end > LONGEST || dotted || !portIsNumber(authority, hostEnd(authority))) {
            return "";
        }
        boolean lower = true;
        for (int i = 0; i < end; i++) {
            char c = authority.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                lower = false;
            } else if (!isPlain(c)) {
                return "";
            }
        }
        String host = authority.substring(0, end);
        return lower ? host : lowerCase(host);
    }

    /** Index behind the host: the colon of the port, or the length. */
    private static int hostEnd(String authority) {
        if (authority.startsWith("[")) {
            return authority.indexOf(']') + 1;
        }
        int colon = authority.indexOf(':');
        return colon < 0 ? authority.length() : colon;
    }

    private static boolean portIsNumber(String authority, int hostEnd) {
        if (hostEnd == authority.length()) {
            return true;
        }
        if (authority.charAt(hostEnd) != ':' || authority.length() - hostEnd > 6) {
            return false;
        }
        for (int i = hostEnd + 1; i < authority.length(); i++) {
            char c = authority.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(char c) {
        return c < PLAIN.length && PLAIN[c];
    }

    private static String lowerCase(String host) {
        char[] chars = host.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            if (chars[i] >= 'A' && chars[i] <= 'Z') {
                chars[i] = (char) (chars[i] + ('a' - 'A'));
            }
        }
        return new String(chars);
    }
}
