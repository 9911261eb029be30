package dev.selvedge.engine;

import dev.selvedge.fuzz.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Source maps that came with an upload, and the stacks in which their places are looked up. */
public final class SourceMapTarget implements Target {
    @Override
    public void attack(byte[] input) {
        SourceMap map = SourceMap.parse(input);
        for (int line = -1; line < 4; line++) {
            map.place(line, line);
        }
        map.place(Integer.MAX_VALUE, Integer.MIN_VALUE);
        SourceMaps maps = new SourceMaps();
        maps.add("m.js", () -> input);
        String stack = "Error: x\n    at f (m.js:1:5)\n    at m.js:2:999999999\n" + Target.text(input);
        Target.check(maps.map(stack).startsWith("Error"), "a stack is still a stack");
    }

    @Override
    public List<byte[]> seeds() {
        String map =
                "{\"version\":3,\"sourceRoot\":\"/src/\",\"sources\":[\"a.ts\",\"b.ts\"],\"mappings\":\"AAAA,IAAM,CCAC;AACA;;gBAAgB\"}";
        return List.of(map.getBytes(StandardCharsets.UTF_8), "at g (m.js:1:1)".getBytes(StandardCharsets.UTF_8));
    }
}
