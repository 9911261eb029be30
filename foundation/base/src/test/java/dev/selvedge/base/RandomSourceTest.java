package dev.selvedge.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RandomSourceTest {

    @Test
    void sameSeedGivesTheSameStream() {
        RandomSource left = RandomSource.seeded(42);
        RandomSource right = RandomSource.seeded(42);
        assertThat(left.nextLong()).isEqualTo(right.nextLong());
        assertThat(left.bytes(33)).isEqualTo(right.bytes(33));
        assertThat(left.nextInt(1000)).isEqualTo(right.nextInt(1000));
    }

    @Test
    void secureSourceDoesNotRepeatItself() {
        RandomSource random = RandomSource.secure();
        assertThat(random.hex(16)).isNotEqualTo(random.hex(16)).matches("[0-9a-f]{32}");
        assertThat(random.nextLong()).isNotEqualTo(random.nextLong());
        assertThat(random.nextInt(1)).isZero();
    }
}
