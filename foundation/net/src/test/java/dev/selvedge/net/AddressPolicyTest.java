package dev.selvedge.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.0.1",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.9",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:169.254.169.254",
                "64:ff9b::127.0.0.1",
                "64:ff9b::a00:1",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                "2001:db8::1",
                "2002:7f00:1::",
                "2002:a00:1::1",
                "2002:a9fe:a9fe::1",
                "3fff::1",
                "5f00::1",
                "fc00::1",
                "fd12:3456::1",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void addressThatIsNotPublicIsRefused(String literal) {
        assertThat(AddressPolicy.PUBLIC_ONLY.permits("x.example", 80, InetAddress.ofLiteral(literal)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.1",
                "100.63.255.255",
                "100.128.0.1",
                "172.15.0.1",
                "172.32.0.1",
                "192.167.1.1",
                "223.255.255.255",
                "2606:4700::1111",
                "2a00:1450::1",
                "64:ff9b::808:808",
                "2002:808:808::1",
                "::ffff:8.8.8.8"
            })
    void publicAddressIsPermitted(String literal) {
        assertThat(AddressPolicy.PUBLIC_ONLY.permits("x.example", 80, InetAddress.ofLiteral(literal)))
                .isTrue();
    }

    @Test
    void rulesAllowWhatTheyNameAndNothingElse() {
        AddressPolicy policy = AddressPolicy.allowing(List.of(
                "db.internal:5432", "Cache.internal", "10.1.0.0/16", "127.0.0.1:9000", "[::1]:9001", "fd00::/8"));
        InetAddress inside = InetAddress.ofLiteral("192.168.7.7");
        assertThat(policy.permits("db.internal", 5432, inside)).isTrue();
        assertThat(policy.permits("db.internal", 5433, inside)).isFalse();
        assertThat(policy.permits("evil.internal", 5432, inside)).isFalse();
        assertThat(policy.permits("cache.internal.", 1, inside)).isTrue();
        assertThat(policy.permits("any.example", 80, InetAddress.ofLiteral("10.1.255.255")))
                .isTrue();
        assertThat(policy.permits("any.example", 80, InetAddress.ofLiteral("10.2.0.0")))
                .isFalse();
        assertThat(policy.permits("127.0.0.1", 9000, InetAddress.ofLiteral("127.0.0.1")))
                .isTrue();
        assertThat(policy.permits("127.0.0.1", 9002, InetAddress.ofLiteral("127.0.0.1")))
                .isFalse();
        assertThat(policy.permits("::1", 9001, InetAddress.ofLiteral("::1"))).isTrue();
        assertThat(policy.permits("::1", 9000, InetAddress.ofLiteral("::1"))).isFalse();
        assertThat(policy.permits("x", 80, InetAddress.ofLiteral("fdff::1"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "host:0",
                "host:70000",
                "host:x",
                "10.0.0.0/33",
                "10.0.0/a",
                "[::1",
                "[::1]x",
                "http://a",
                "-a"
            })
    void ruleThatMakesNoSenseIsNamed(String rule) {
        assertThatThrownBy(() -> AddressPolicy.allowing(List.of(rule)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + rule + "\"");
    }
}
