package dev.selvedge.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Compression streams through both halves: the classes in V8 and zlib in the host. */
@Timeout(60)
class CompressionTest {
    private final EngineHarness engine = new EngineHarness();

    @AfterEach
    void close() {
        engine.close();
    }

    private String answer(String body) {
        engine.load(1, "export default { async fetch() {\n" + body + "\n} }");
        engine.get(1, 1, "http://w.localhost/");
        return engine.body(1, 1);
    }

    @Test
    void whatIsPackedIsUnpackedInEveryFormat() {
        assertThat(answer("""
                const through = (type, format, bytes) =>
                  new Response(new Blob([bytes]).stream().pipeThrough(new type(format))).bytes()
                const bytes = new Uint8Array(300000).map((_, i) => i * i >> 7)
                const seen = []
                for (const format of ['gzip', 'deflate', 'deflate-raw']) {
                  const packed = await through(CompressionStream, format, bytes)
                  const back = await through(DecompressionStream, format, packed)
                  seen.push(packed.length < 200000 && back.length === 300000 && back.every((b, i) => b === bytes[i]))
                }
                return new Response(seen.join())
                """)).isEqualTo("true,true,true");
    }

    @Test
    void brokenInputIsATypeErrorAndABombStaysSmall() {
        assertThat(answer("""
                const seen = []
                const broken = new Blob([new Uint8Array(9).fill(7)]).stream().pipeThrough(new DecompressionStream('gzip'))
                await new Response(broken).text().catch(error => seen.push(error instanceof TypeError, error.message))
                const packed = await new Response(new Blob([new Uint8Array(30000000)]).stream()
                  .pipeThrough(new CompressionStream('gzip'))).blob()
                let total = 0
                for await (const chunk of packed.stream().pipeThrough(new DecompressionStream('gzip'))) total += chunk.length
                return new Response(seen.concat(packed.size < 60000, total).join())
                """)).isEqualTo("true,Decompression failed.,true,30000000");
    }
}
