package dev.selvedge.front;

import dev.selvedge.base.Bytes;
import dev.selvedge.net.Exchange;
import dev.selvedge.observe.RayIds;
import dev.selvedge.workers.ErrorPages;
import dev.selvedge.workers.WorkerError;
import java.nio.ByteBuffer;

/**
 * The pages that the edge shows when no Worker did: HTML for browsers, a few lines of text for everything else. Each has
 * the platform's number, the ray id under which the log has the rest, and what to do next.
 */
public final class FrontPages implements ErrorPages {

    private final RayIds rays;
    private final PageText text;

    public FrontPages(RayIds rays, String suffix) {
        this.rays = rays;
        this.text = new PageText(suffix);
    }

    @Override
    public void answer(Exchange exchange, long ray, WorkerError error, String detail, int retryAfter) {
        PageText.Page page = text.of(error, detail);
        respond(exchange, ray, page, retryAfter);
    }

    void answer(Exchange exchange, long ray, FrontError error, String detail, int retryAfter) {
        respond(exchange, ray, text.of(error, HostName.of(exchange.authority()), detail), retryAfter);
    }

    private void respond(Exchange exchange, long ray, PageText.Page page, int retryAfter) {
        boolean html = exchange.headers().get("accept", "").contains("text/html");
        String rayText = RayIds.hex(ray);
        String body = html ? page.html(rayText) : page.plain(rayText);
        StringBuilder headers = new StringBuilder(256)
                .append("content-type: text/")
                .append(html ? "html" : "plain")
                .append("; charset=utf-8\r\ncache-control: no-store\r\ncf-ray: ")
                .append(rays.text(ray))
                .append("\r\nserver: selvedge\r\n");
        if (html) {
            headers.append("content-security-policy: default-src 'none'; style-src 'unsafe-inline'\r\n");
        }
        if (retryAfter > 0) {
            headers.append("retry-after: ").append(retryAfter).append("\r\n");
        }
        exchange.respond(
                page.status(),
                null,
                ByteBuffer.wrap(Bytes.latin1(headers.toString())),
                ByteBuffer.wrap(Bytes.utf8(body)));
    }
}
