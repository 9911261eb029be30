package dev.selvedge.net;

import java.net.InetAddress;

/** A range of addresses. */
final class Cidr {
    /** 4 or 16 octets. */
    private final byte[] base;

    /** How many leading bits count. */
    private final int prefix;

    private Cidr(byte[] base, int prefix) {
        this.base = base;
        this.prefix = prefix;
    }

    /**
     * {@code address/prefix}, or an address alone.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static Cidr parse(String text) {
        int slash = text.indexOf('/');
        byte[] base = literal(slash < 0 ? text : text.substring(0, slash));
        int bits = base.length * 8;
        int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("the prefix of " + text + " is not between 0 and " + bits);
        }
        return new Cidr(base, prefix);
    }

    private static byte[] literal(String text) {
        return InetAddress.ofLiteral(text).getAddress();
    }

    boolean contains(byte[] address) {
        if (address.length != base.length) {
            return false;
        }
        int whole = prefix / 8;
        for (int i = 0; i < whole; i++) {
            if (address[i] != base[i]) {
                return false;
            }
        }
        int rest = prefix % 8;
        int mask = 0xff00 >> rest;
        return rest == 0 || ((address[whole] ^ base[whole]) & mask & 0xff) == 0;
    }
}
