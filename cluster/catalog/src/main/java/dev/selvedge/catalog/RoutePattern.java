package dev.selvedge.catalog;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A route's pattern in the form in which it is matched. Cloudflare's rules: a star only at the very start of the host and
 * at the very end of the path; no query; a pattern without path means the path "/" alone.
 * (https://developers.cloudflare.com/workers/configuration/routing/routes/)
 *
 * @param scheme {@code http} or {@code https}, or empty if it matches both
 * @param host without the leading star
 * @param anySubdomain the pattern's host began with a star
 * @param path without the trailing star
 * @param anyPath the pattern's path ended with a star
 */
public record RoutePattern(String scheme, String host, boolean anySubdomain, String path, boolean anyPath) {

    private static final Pattern HOST = Pattern.compile("[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9])?");
    private static final int MAX_LENGTH = 2048;

    /** Empty if it is not a valid pattern. */
    public static Optional<RoutePattern> parse(String text) {
        if (text.length() > MAX_LENGTH || text.indexOf('?') >= 0 || text.indexOf('#') >= 0) {
            return Optional.empty();
        }
        String scheme = text.startsWith("https://") ? "https" : text.startsWith("http://") ? "http" : "";
        String rest = scheme.isEmpty() ? text : text.substring(scheme.length() + "://".length());
        int slash = rest.indexOf('/');
        String host = (slash < 0 ? rest : rest.substring(0, slash)).toLowerCase(Locale.ROOT);
        String path = slash < 0 ? "/" : rest.substring(slash);
        boolean anyHost = host.startsWith("*");
        boolean anyPath = path.endsWith("*");
        host = anyHost ? host.substring(1) : host;
        path = anyPath ? path.substring(0, path.length() - 1) : path;
        String bare = host.startsWith(".") && anyHost ? host.substring(1) : host;
        if (!HOST.matcher(bare).matches() || bare.contains("..") || path.indexOf('*') >= 0) {
            return Optional.empty();
        }
        return Optional.of(new RoutePattern(scheme, host, anyHost, path, anyPath));
    }

    /** The host without star and dot: what must lie in a zone. */
    public String bareHost() {
        return host.startsWith(".") ? host.substring(1) : host;
    }

    boolean matchesPath(String requestPath) {
        return anyPath ? requestPath.startsWith(path) : requestPath.equals(path);
    }

    boolean matchesScheme(boolean secure) {
        return scheme.isEmpty() || scheme.equals("https") == secure;
    }

    /** Longer is more specific; at the same length an exact path beats a star, and then one scheme beats both. */
    int specificity() {
        return path.length() * 4 + (anyPath ? 0 : 2) + (scheme.isEmpty() ? 0 : 1);
    }
}
