package dev.selvedge.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Requests through a real engine. */
class WorkersTest extends RigTest {
    @Test
    void aWorkerAnswers() throws Exception {
        rig.deploy("hello", "export default { fetch() { return new Response('Hello World') } }");
        HttpResponse<String> response = rig.get("hello", "/");
        assertThat(response.body()).isEqualTo("Hello World");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("x-ray")).hasValue("abcdef");
    }

    @Test
    void aWorkerSeesMethodUrlHeadersAndBody() throws Exception {
        rig.deploy("echo", """
                export default { async fetch(request) {
                  const url = new URL(request.url);
                  return Response.json({ method: request.method, path: url.pathname, query: url.search,
                    header: request.headers.get('x-test'), body: await request.text() }, { status: 201 });
                } }
                """);
        HttpResponse<String> response = rig.send(rig.request("echo", "/a/b?c=d")
                .header("x-test", "yes")
                .method("PUT", HttpRequest.BodyPublishers.ofString("grüße ✓")));
        assertThat(response.statusCode()).as(rig.logText()).isEqualTo(201);
        assertThat(response.body())
                .isEqualTo(
                        "{\"method\":\"PUT\",\"path\":\"/a/b\",\"query\":\"?c=d\",\"header\":\"yes\",\"body\":\"grüße ✓\"}");
    }

    @Test
    void anExceptionIsAnErrorPage() throws Exception {
        rig.deploy("throws", "export default { fetch() { throw new Error('boom') } }");
        HttpResponse<String> response = rig.get("throws", "/");
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).startsWith("1101 EXCEPTION");
    }
}
