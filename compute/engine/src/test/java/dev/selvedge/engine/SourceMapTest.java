package dev.selvedge.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SourceMapTest {
    /** Line 1 maps to a.ts:1:1 and, from column 9, to b.ts:11:5; line 2 has no mapping; line 3 maps to b.ts:10:5. */
    private static final String MAP =
            "{\"version\":3,\"sourceRoot\":\"src/\",\"sources\":[\"a.ts\",\"b.ts\"],\"mappings\":\"AAAA,QCUI;;ADDA\"}";

    private final SourceMap map = SourceMap.parse(MAP.getBytes(StandardCharsets.UTF_8));

    @Test
    void aPlaceIsFoundByTheLastSegmentBeforeIt() {
        assertThat(map.place(1, 1)).isEqualTo("src/a.ts:1:1");
        assertThat(map.place(1, 8)).isEqualTo("src/a.ts:1:1");
        assertThat(map.place(1, 9)).isEqualTo("src/b.ts:11:5");
        assertThat(map.place(1, 500)).isEqualTo("src/b.ts:11:5");
        assertThat(map.place(3, 1)).isEqualTo("src/a.ts:10:5");
    }

    @Test
    void whatIsNotMappedIsNull() {
        assertThat(map.place(2, 1)).isNull();
        assertThat(map.place(0, 1)).isNull();
        assertThat(map.place(99, 1)).isNull();
    }

    @Test
    void aBrokenMapMapsNothing() {
        for (String broken : new String[] {
            "", "{", "{}", "{\"sources\":[\"a\"],\"mappings\":\"!!\"}", "{\"mappings\":\"gggggggggg\"}"
        }) {
            assertThat(SourceMap.parse(broken.getBytes(StandardCharsets.UTF_8)).place(1, 1))
                    .isNull();
        }
    }

    @Test
    void everyPlaceOfAStackIsMappedAndTheRestIsLeftAlone() {
        SourceMaps maps = new SourceMaps();
        maps.add("index.js", () -> MAP.getBytes(StandardCharsets.UTF_8));
        assertThat(maps.map("Error: at 1:2\n    at go (index.js:1:10)\n    at index.js:1:2\n    at other.js:1:1"))
                .isEqualTo("Error: at 1:2\n    at go (src/b.ts:11:5)\n    at src/a.ts:1:1\n    at other.js:1:1");
    }
}
