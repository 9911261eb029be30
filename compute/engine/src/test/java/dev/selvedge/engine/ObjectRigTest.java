package dev.selvedge.engine;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of objects, each with a rig of its own that it makes. */
abstract class ObjectRigTest {
    @TempDir
    Path folder;

    @SuppressWarnings("NullAway.Init") // each test makes its own
    ObjectRig rig;

    @AfterEach
    void close() {
        rig.close();
    }
}
