package dev.selvedge.front;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Text of a client's address. Requests come in runs from the same client, so the last one is remembered; a race between
 * loops only costs making the text again.
 */
final class ClientAddresses {

    private record Known(InetAddress address, String text) {}

    private volatile @Nullable Known last;

    String text(InetSocketAddress peer) {
        InetAddress address = peer.getAddress();
        if (address == null) {
            return peer.getHostString();
        }
        Known known = last;
        if (known == null || !known.address.equals(address)) {
            known = new Known(address, withoutZone(address.getHostAddress()));
            last = known;
        }
        return known.text;
    }

    /** {@code fe80::1%eth0} names one of our interfaces: nobody else's business. */
    private static String withoutZone(String text) {
        int percent = text.indexOf('%');
        return percent < 0 ? text : text.substring(0, percent);
    }
}
