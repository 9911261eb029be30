package dev.selvedge.front;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HostNameTest {
    @Test
    void aHostHasOneForm() {
        assertThat(HostName.of("Example.COM.:8080")).isEqualTo("example.com");
        assertThat(HostName.of("a_b.example")).isEqualTo("a_b.example");
        assertThat(HostName.of("[::1]:80")).isEqualTo("[::1]");
    }

    @Test
    void whatIsNoHostIsNone() {
        for (String wrong :
                new String[] {"", ".", "..", "a..", "a..:80", "a b", "ü", "a:8a", "a:123456", "[::1", "x".repeat(254)
                }) {
            assertThat(HostName.of(wrong)).as(wrong).isEmpty();
        }
    }
}
