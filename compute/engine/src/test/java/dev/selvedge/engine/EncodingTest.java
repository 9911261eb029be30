package dev.selvedge.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The indexes of the Encoding standard, all of them: each number is a hash over every sequence, measured on Cloudflare's runtime. */
@Timeout(60)
class EncodingTest {
    private static final String SINGLE = """
            ibm866 iso-8859-2 iso-8859-3 iso-8859-4 iso-8859-5 iso-8859-6 iso-8859-7 iso-8859-8 iso-8859-8-i iso-8859-10 \
            iso-8859-13 iso-8859-14 iso-8859-15 iso-8859-16 koi8-r koi8-u macintosh windows-874 windows-1250 windows-1251 \
            windows-1252 windows-1253 windows-1254 windows-1255 windows-1256 windows-1257 windows-1258 x-mac-cyrillic \
            x-user-defined""";

    private final EngineHarness engine = new EngineHarness();

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void everySequenceOfEveryEncodingIsDecodedAsTheStandardSays() {
        engine.load(1, """
                const hash = (label, from, to, make) => {
                  let h = 0
                  const decoder = new TextDecoder(label)
                  for (let a = from; a < to; a++) {
                    for (let b = 0; b < 256; b++) {
                      const text = decoder.decode(new Uint8Array(make(a, b)))
                      for (let i = 0; i < text.length; i++) h = (h * 31 + text.charCodeAt(i)) | 0
                    }
                  }
                  return h
                }
                const two = (a, b) => [a, b]
                export default { fetch() {
                  const seen = ['big5', 'euc-kr', 'shift_jis', 'euc-jp', 'gb18030'].map(label => hash(label, 128, 256, two))
                  seen.push(hash('euc-jp', 128, 256, (a, b) => [0x8f, a, b]))
                  seen.push(hash('gb18030', 0, 40, (a, b) => [0x81 + (a >> 4), 0x30 + a % 10, 0x81 + b % 126, 0x30 + b % 10]))
                  let all = 0
                  for (const label of '@'.split(' ')) all = (all * 31 + hash(label, 0, 1, (a, b) => [b])) | 0
                  return new Response(seen.concat(all).join())
                } }
                """.replace("@", SINGLE));
        engine.get(1, 1, "http://w.localhost/");
        assertThat(engine.body(1, 1))
                .isEqualTo("877421646,1898537976,366315268,252411189,-1746323094,744691059,-365602381,1183614788");
    }
}
