package dev.selvedge.net;

/** What a server does with its requests. */
@FunctionalInterface
public interface HttpHandler {
    /**
     * Called on the exchange's loop, once per request, as soon as its head is whole (a small body that came with it is in
     * {@link Exchange#wholeBody()}). Never blocks. Throwing answers 500 if nothing was answered yet, and breaks the
     * exchange off otherwise.
     */
    void handle(Exchange exchange);
}
