package dev.selvedge.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.base.RandomSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IntMapTest {
    @Test
    void behavesLikeAHashMapUnderRandomChanges() {
        long seed = 20261124;
        RandomSource random = RandomSource.seeded(seed);
        IntMap<Integer> map = new IntMap<>();
        Map<Integer, Integer> model = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            int key = random.nextInt(400) - 200;
            if (key == 0) {
                continue;
            }
            if (random.nextInt(2) == 0) {
                map.put(key, i);
                model.put(key, i);
            } else {
                assertThat(map.remove(key)).as("seed %d, step %d", seed, i).isEqualTo(model.remove(key));
            }
            assertThat(map.size()).isEqualTo(model.size());
        }
        for (int key = -200; key <= 200; key++) {
            assertThat(map.get(key)).as("key %d", key).isEqualTo(model.get(key));
        }
    }

    @Test
    void membersMayLeaveWhileAllAreVisited() {
        IntMap<Integer> map = new IntMap<>();
        for (int key = 1; key <= 100; key++) {
            map.put(key, key);
        }
        List<Integer> seen = new ArrayList<>();
        map.forEach(value -> {
            seen.add(value);
            map.remove(value);
        });
        assertThat(seen).hasSize(100);
        assertThat(map.isEmpty()).isTrue();
    }
}
