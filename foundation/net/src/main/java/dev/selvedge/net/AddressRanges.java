package dev.selvedge.net;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/** The addresses that are not on the public internet, by the IANA special-purpose registries (RFC 6890 and its updates). */
final class AddressRanges {
    private static final List<Cidr> V4 = cidrs(
            "0.0.0.0/8", // this network: 0.0.0.0 reaches loopback on Linux
            "10.0.0.0/8",
            "100.64.0.0/10", // shared address space of carriers, often used inside clouds
            "127.0.0.0/8",
            "169.254.0.0/16", // link-local, with the metadata services of clouds
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4"); // reserved, with broadcast

    /** Only 2000::/3 is handed out as public; these parts of it are not. */
    private static final Cidr V6_PUBLIC = Cidr.parse("2000::/3");

    private static final List<Cidr> V6_NOT_PUBLIC = cidrs(
            "2001::/23", // protocol assignments, with Teredo (which carries IPv4), ORCHID and benchmarking
            "2001:db8::/32",
            "3fff::/20",
            "2620:4f:8000::/48");

    private static final Cidr SIX_TO_FOUR = Cidr.parse("2002::/16");
    private static final Cidr NAT64 = Cidr.parse("64:ff9b::/96");

    private AddressRanges() {}

    private static List<Cidr> cidrs(String... texts) {
        return Arrays.stream(texts).map(Cidr::parse).toList();
    }

    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 ? isPublicV4(bytes) : isPublicV6(bytes);
    }

    private static boolean isPublicV4(byte[] bytes) {
        for (Cidr range : V4) {
            if (range.contains(bytes)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPublicV6(byte[] bytes) {
        // Forms that carry an IPv4 address are as public as what they carry. Mapped addresses are IPv4 to the JDK
        // already;
        // a mapped one in raw form, and the old compatible form, are outside 2000::/3.
        if (NAT64.contains(bytes)) {
            return isPublicV4(Arrays.copyOfRange(bytes, 12, 16));
        }
        if (SIX_TO_FOUR.contains(bytes)) {
            return isPublicV4(Arrays.copyOfRange(bytes, 2, 6));
        }
        if (!V6_PUBLIC.contains(bytes)) {
            return false;
        }
        for (Cidr range : V6_NOT_PUBLIC) {
            if (range.contains(bytes)) {
                return false;
            }
        }
        return true;
    }
}
