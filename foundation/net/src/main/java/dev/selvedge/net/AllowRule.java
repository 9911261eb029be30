package dev.selvedge.net;

import java.net.InetAddress;
import java.util.Locale;

/** One thing that Workers may reach although it is not public. */
sealed interface AllowRule {
    boolean allows(String host, int port, InetAddress address);

    /**
     * A name or literal as the Worker wrote it, on one port or on all.
     *
     * @param port 0 for all
     */
    record Host(String name, int port) implements AllowRule {
        @Override
        public boolean allows(String host, int wanted, InetAddress address) {
            return (port == 0 || port == wanted) && bare(host).equals(name);
        }
    }

    /**
     * Addresses, whatever name led there.
     *
     * @param port 0 for all
     */
    record Range(Cidr range, int port) implements AllowRule {
        @Override
        public boolean allows(String host, int wanted, InetAddress address) {
            return (port == 0 || port == wanted) && range.contains(address.getAddress());
        }
    }

    /** See {@link AddressPolicy#allowing}. */
    static AllowRule parse(String rule) {
        String text = rule.strip();
        try {
            if (text.contains("/")) {
                return new Range(Cidr.parse(text), 0);
            }
            if (text.startsWith("[")) {
                int end = text.indexOf(']');
                return new Range(Cidr.parse(text.substring(1, end)), port(text.substring(end + 1)));
            }
            if (text.chars().filter(c -> c == ':').count() > 1) {
                return new Range(Cidr.parse(text), 0);
            }
            int colon = text.indexOf(':');
            return host(colon < 0 ? text : text.substring(0, colon), colon < 0 ? 0 : port(text.substring(colon)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("\"" + rule + "\" is no HOST, HOST:PORT, address or CIDR to allow", e);
        }
    }

    private static AllowRule host(String name, int port) {
        if (name.matches("[0-9.]+")) {
            return new Range(Cidr.parse(name), port);
        }
        if (!name.matches("[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?")) {
            throw new IllegalArgumentException("not a host");
        }
        return new Host(bare(name), port);
    }

    private static int port(String colonAndPort) {
        if (colonAndPort.isEmpty()) {
            return 0;
        }
        int port = Integer.parseInt(colonAndPort.substring(1));
        if (colonAndPort.charAt(0) != ':' || port < 1 || port > 65_535) {
            throw new IllegalArgumentException("not a port");
        }
        return port;
    }

    private static String bare(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
