package dev.selvedge.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvedge.turn.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Forms, files and blobs as a Worker sees them. */
@Timeout(60)
class FormTest {
    private static final String UPLOAD = """
            preamble\r
            --XX\r
            Content-Disposition: form-data; name="title"\r
            \r
            gr\u00c3\u00bcn\r
            --XX\r
            Content-Disposition: form-data; name="file"; filename="a \\"b\\" %22c%22.txt"\r
            Content-Type: text/plain; charset=utf-8\r
            \r
            line 1\r
            --X is no delimiter\r
            \r
            --XX  \r
            content-disposition: form-data; filename="x.bin"; name="plain"\r
            \r
            \r
            --XX--\r
            """;

    private final EngineHarness engine = new EngineHarness();
    private int isolates;

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void anUploadIsReadPartByPart() {
        assertThat(answer("multipart/form-data; boundary=XX", UPLOAD, """
                const form = await request.formData()
                const file = form.get('file')
                return [form.get('title'), file.name, file.type, file.size, await file.text(), form.get('plain').size,
                  form.get('plain').name, [...form.keys()].join('+'), file instanceof File && file instanceof Blob].join('|')
                """))
                .isEqualTo(
                        "grün|a \"b\" %22c%22.txt|text/plain; charset=utf-8|29|line 1\r\n--X is no delimiter\r\n|0|x.bin|title+file+plain|true");
    }

    @Test
    void anEncodedFormIsRead() {
        assertThat(answer("application/x-www-form-urlencoded", "a=1&b=x+y&a=%C3%BC&c", """
                const form = await request.formData()
                return JSON.stringify([...form]) + form.getAll('a').length + form.has('z')
                """))
                .isEqualTo("[[\"a\",\"1\"],[\"b\",\"x y\"],[\"a\",\"ü\"],[\"c\",\"\"]]2false");
    }

    @Test
    void aFormThatIsSentCanBeReadAgain() {
        assertThat(answer("text/plain", "x", """
                const form = new FormData()
                form.append('a', 'one\\r\\ntwo')
                form.append('q"', new Blob(['bytes'], {type: 'Text/Plain'}), 'n"ame.txt')
                form.set('a', 'only')
                const sent = new Response(form)
                const back = await new Response(await sent.arrayBuffer(), {headers: sent.headers}).formData()
                const file = back.get('q%22')
                return [back.get('a'), file.name, file.type, await file.text()].join('|')
                """)).isEqualTo("only|n%22ame.txt|text/plain|bytes");
    }

    @Test
    void aBlobIsCutAndRead() {
        assertThat(answer("text/plain", "x", """
                const blob = new Blob(['grün', new Uint8Array([33, 34]), new Blob(['!'])], {type: 'A/B'})
                const part = blob.slice(-3, -1, 'c/d')
                return [blob.size, blob.type, await part.text(), part.type, (await new Response(blob).text()),
                  new Response(blob).headers.get('content-type')].join('|')
                """)).isEqualTo("8|a/b|!\"|c/d|grün!\"!|a/b");
    }

    @Test
    void brokenFormsAreTypeErrors() {
        String read = "try { await request.formData(); return 'read' } catch (e) { return e.name }";
        assertThat(answer("multipart/form-data", UPLOAD, read)).isEqualTo("TypeError");
        assertThat(answer("multipart/form-data; boundary=YY", UPLOAD, read)).isEqualTo("TypeError");
        assertThat(answer("multipart/form-data; boundary=XX", UPLOAD.substring(0, 120), read))
                .isEqualTo("TypeError");
        assertThat(answer("text/plain", "x", read)).isEqualTo("TypeError");
    }

    private String answer(String type, String body, String code) {
        int isolate = ++isolates;
        engine.load(isolate, """
                async function run(request) { %s }
                export default { async fetch(request) {
                  try { return new Response(await run(request)) } catch (e) { return new Response(e.name + ': ' + e.message + e.stack) }
                } }
                """.formatted(code));
        engine.request(isolate, 1, Wire.Method.POST, "http://w.localhost/", "content-type: " + type + "\r\n", body);
        return engine.body(isolate, 1);
    }
}
