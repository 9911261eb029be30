package dev.selvedge.api;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests that each ask an API of their own. */
abstract class ApiNodeTest {
    @TempDir
    Path data;

    @SuppressWarnings("NullAway.Init") // opened before each test
    ApiNode node;

    @BeforeEach
    void open() throws IOException {
        node = new ApiNode(data);
    }

    @AfterEach
    void close() {
        node.close();
    }
}
