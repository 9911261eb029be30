package dev.selvedge.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecifiersTest {
    @ParameterizedTest
    @CsvSource({
        "./b.js, a.js, b.js",
        "./b.js, src/a.js, src/b.js",
        "../b.js, src/deep/a.js, src/b.js",
        "../../../b.js, src/a.js, b.js",
        "/b.js, src/a.js, b.js",
        "././x/../b.js, src/a.js, src/b.js",
        "./b%20c.js, a.js, b%20c.js",
    })
    void aPathIsResolvedAgainstItsReferrer(String specifier, String referrer, String path) {
        assertThat(Specifiers.resolve(specifier, referrer)).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({"b.js", "cloudflare:workers", "node:buffer", "@scope/lib"})
    void whatIsNoPathIsNotResolved(String specifier) {
        assertThat(Specifiers.resolve(specifier, "src/a.js")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"./index.js, index.js", "/src/index.js, src/index.js", "index.js, index.js"})
    void anUploadedNameHasOneForm(String name, String canonical) {
        assertThat(Specifiers.canonical(name)).isEqualTo(canonical);
    }
}
