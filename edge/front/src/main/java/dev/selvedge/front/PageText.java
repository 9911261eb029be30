package dev.selvedge.front;

import dev.selvedge.workers.WorkerError;

/** The words of the error pages. Whatever comes from a client or a Worker is escaped on its way into HTML. */
final class PageText {

    /** One page, before it is rendered. {@code next} says what to do, in one or two sentences. */
    record Page(int status, int code, String title, String detail, String next) {

        String plain(String ray) {
            StringBuilder text = new StringBuilder("error code: ").append(code).append('\n');
            text.append(title).append(".\n");
            if (!detail.isEmpty()) {
                text.append(detail).append('\n');
            }
            return text.append(next)
                    .append("\nRay ID: ")
                    .append(ray)
                    .append('\n')
                    .toString();
        }

        String html(String ray) {
            return """
                    <!doctype html>
                    <html lang="en">
                    <head>
                    <meta charset="utf-8">
                    <meta name="viewport" content="width=device-width, initial-scale=1">
                    <title>%2$s | Error %1$d</title>
                    <style>
                    :root { color-scheme: light dark; --ink: #1d2733; --soft: #5d6b7a; --line: #d8dee5; --ground: #fbfaf7; --thread: #b3541e; }
                    @media (prefers-color-scheme: dark) {
                      :root { --ink: #e8e6e1; --soft: #9aa5b1; --line: #333c46; --ground: #14181d; --thread: #e08a4f; }
                    }
                    body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--ground);
                      color: var(--ink); font: 17px/1.55 system-ui, sans-serif; border-left: 6px solid var(--thread); box-sizing: border-box; }
                    main { max-width: 34rem; padding: 2rem; }
                    h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 1rem; }
                    .code { color: var(--thread); font-weight: 600; margin: 0 0 .4rem; }
                    .foot { color: var(--soft); font-size: .85rem; border-top: 1px solid var(--line); padding-top: 1rem; margin-top: 2rem; }
                    code { font-family: ui-monospace, monospace; }
                    </style>
                    </head>
                    <body>
                    <main>
                    <p class="code">Error %1$d</p>
                    <h1>%2$s</h1>
                    %3$s<p>%4$s</p>
                    <p class="foot">Ray ID: <code>%5$s</code> &middot; served by Selvedge</p>
                    </main>
                    </body>
                    </html>
                    """.formatted(
                            code,
                            escape(title),
                            detail.isEmpty() ? "" : "<p>" + escape(detail) + "</p>\n",
                            escape(next),
                            escape(ray));
        }
    }

    private static final String TO_VISITOR =
            "If you own this Worker, `selvedge logs` or `wrangler tail` shows what happened under this ray id.";

    private final String suffix;

    PageText(String suffix) {
        this.suffix = suffix;
    }

    Page of(WorkerError error, String detail) {
        String next = switch (error) {
            case EXCEPTION, NOT_LOADABLE, TOO_DEEP -> TO_VISITOR;
            case EXCEEDED_RESOURCES -> "It used more CPU time or memory than it may. " + TO_VISITOR;
            case ENGINE_LOST -> "It is being started again; the same request may succeed in a moment.";
            case REFUSED -> "It is tried again after a pause. " + TO_VISITOR;
            case BAD_HANDSHAKE -> "It needs Sec-WebSocket-Version: 13 and a Sec-WebSocket-Key, in a GET over HTTP/1.1.";
            case OVERLOADED -> "Please try again in a moment.";
            case NO_SUCH_WORKER -> "It may have been deleted a moment ago. " + TO_VISITOR;
        };
        return new Page(error.httpStatus(), error.number(), error.title(), detail, next);
    }

    /** The host is known to be harmless text: it has been normalised. */
    Page of(FrontError error, String host, String detail) {
        String next = switch (error) {
            case BAD_HOST -> "Send a host name, such as hello." + suffix + ", in the Host header.";
            case NOTHING_HERE ->
                "No Worker is deployed at " + host + ". To put one there: eval \"$(./selvedge env)\", then "
                        + "`npx wrangler deploy`, or add a route or custom domain for this host.";
        };
        return new Page(error.httpStatus(), error.number(), error.title(), detail, next);
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
