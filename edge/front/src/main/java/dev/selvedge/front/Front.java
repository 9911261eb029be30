package dev.selvedge.front;

import dev.selvedge.net.Exchange;
import dev.selvedge.net.HttpHandler;
import java.util.List;

/**
 * The handler of the port where Workers live: gives each request its ray id and its facts, then walks it through the
 * stages until one takes it. One per node, called on every loop.
 */
public final class Front implements HttpHandler {

    private final FrontPorts ports;
    private final FrontPages pages;
    private final ClientAddresses addresses = new ClientAddresses();
    private final List<Stage> stages;

    public Front(FrontPorts ports, FrontPages pages) {
        this.ports = ports;
        this.pages = pages;
        this.stages = List.of(this::refuseBadHost, this::route, this::nothingHere);
    }

    @Override
    public void handle(Exchange exchange) {
        FrontRequest request = new FrontRequest(exchange, ports, addresses.text(exchange.peer()));
        exchange.onClose(request::closed);
        for (Stage stage : stages) {
            if (stage.takes(request)) {
                return;
            }
        }
    }

    private boolean refuseBadHost(FrontRequest request) {
        if (request.host().isEmpty()) {
            pages.answer(request.exchange(), request.ray(), FrontError.BAD_HOST, "", 0);
            return true;
        }
        return false;
    }

    private boolean route(FrontRequest request) {
        var target = ports.routes().lookup(request.exchange().secure(), request.host(), request.path());
        if (target == null) {
            return false;
        }
        request.sentTo(target);
        ports.destination().dispatch(request.exchange(), target, request);
        return true;
    }

    private boolean nothingHere(FrontRequest request) {
        pages.answer(request.exchange(), request.ray(), FrontError.NOTHING_HERE, "", 0);
        return true;
    }
}
