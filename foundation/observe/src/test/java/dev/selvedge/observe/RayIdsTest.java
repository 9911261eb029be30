package dev.selvedge.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RayIdsTest {
    @Test
    void aRayIsSixteenDigitsADashAndThePlace() {
        RayIds rays = new RayIds("SDV", 42);
        assertThat(rays.text(rays.next())).matches("[0-9a-f]{16}-SDV");
        assertThat(rays.text(0x0123456789abcdefL)).isEqualTo("0123456789abcdef-SDV");
    }

    @Test
    void raysDoNotRepeat() {
        RayIds rays = new RayIds("SDV", 7);
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            assertThat(seen.add(rays.next())).isTrue();
        }
    }
}
