package dev.selvedge.net;

import java.net.InetAddress;
import java.util.List;

/**
 * Which addresses Workers may reach. Everything that is not plainly public (loopback, link-local, private, shared, multicast,
 * reserved, and IPv6 forms that carry such an IPv4 address) is refused unless an allow rule names it. The client
 * resolves a name once and connects to an address that this policy has checked, so a name cannot change its mind.
 */
public final class AddressPolicy {
    /** Public addresses only. */
    public static final AddressPolicy PUBLIC_ONLY = new AddressPolicy(List.of());

    private final List<AllowRule> rules;

    private AddressPolicy(List<AllowRule> rules) {
        this.rules = rules;
    }

    /**
     * Public addresses, and what the rules name: {@code host}, {@code host:port}, {@code [v6]:port}, an address, or a CIDR
     * ({@code 10.0.0.0/8}). A host rule allows whatever that name resolves to.
     *
     * @throws IllegalArgumentException with one sentence for the user if a rule is none of these
     */
    public static AddressPolicy allowing(List<String> rules) {
        return new AddressPolicy(rules.stream().map(AllowRule::parse).toList());
    }

    /**
     * Whether a connection to this checked address may be made.
     *
     * @param host the name or literal that the Worker asked for
     */
    public boolean permits(String host, int port, InetAddress address) {
        if (AddressRanges.isPublic(address)) {
            return true;
        }
        for (AllowRule rule : rules) {
            if (rule.allows(host, port, address)) {
                return true;
            }
        }
        return false;
    }
}
