package dev.selvedge.front;

import dev.selvedge.catalog.RoutePattern;
import dev.selvedge.fuzz.Target;
import java.util.List;

/** Host names from clients and route patterns from owners: one form for each, or none. */
public final class HostNameTarget implements Target {
    @Override
    public void attack(byte[] input) {
        String text = Target.text(input);
        String host = HostName.of(text);
        Target.check(host.equals(HostName.of(host)), "a host in its one form stays as it is");
        Target.check(host.length() <= 253 && !host.endsWith("."), "a host is no longer than a host can be");
        Target.check(host.chars().allMatch(c -> c < 0x80 && c > ' ' && !Character.isUpperCase(c)), "a host is plain");
        RoutePattern.parse(text).ifPresent(pattern -> {
            String again = pattern.scheme()
                    + (pattern.scheme().isEmpty() ? "" : "://")
                    + (pattern.anySubdomain() ? "*" : "")
                    + pattern.host()
                    + pattern.path()
                    + (pattern.anyPath() ? "*" : "");
            Target.check(
                    RoutePattern.parse(again).orElseThrow().equals(pattern), "a pattern can be written down again");
        });
    }

    @Override
    public List<byte[]> seeds() {
        return Target.texts(
                "Example.COM.:8080", "[::1]:80", "*.example.com/api/*", "https://a_b.example.com/x", "*a.example/");
    }
}
