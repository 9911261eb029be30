package dev.selvedge.durable;

import dev.selvedge.base.ManualClock;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests that each have a store in a folder of its own. */
abstract class StoreTest {
    final ManualClock clock = new ManualClock(1_700_000_000_000L);

    @TempDir
    Path data;

    @SuppressWarnings("NullAway.Init") // begun before each test
    Store store;

    @BeforeEach
    void begin() {
        store = new Store(data, clock);
    }

    @AfterEach
    void end() {
        store.close();
    }
}
