package dev.selvedge.workers;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Tests that share a node: each deploys Workers of its own. */
abstract class RigTest {
    /** Of the class whose tests run now. */
    @SuppressWarnings("NullAway.Init")
    static Rig rig;

    @BeforeAll
    static void open() throws IOException {
        rig = new Rig();
    }

    @AfterAll
    static void close() throws IOException {
        rig.close();
    }
}
