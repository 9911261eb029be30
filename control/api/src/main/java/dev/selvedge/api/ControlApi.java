package dev.selvedge.api;

import dev.selvedge.net.HttpHandler;
import dev.selvedge.rest.RestLimits;
import dev.selvedge.rest.RestServer;
import dev.selvedge.rest.Router;
import java.util.function.Consumer;

/** The control API: {@code /client/v4} as wrangler, SDKs and Terraform speak it. One per node. */
public final class ControlApi implements AutoCloseable {

    static final String BASE = "/client/v4";
    static final String ACCOUNT = BASE + "/accounts/{account}";
    static final String WORKERS = ACCOUNT + "/workers";
    static final String SCRIPT = WORKERS + "/scripts/{script}";

    private final ApiPorts ports;
    private final TailSessions tails;

    public ControlApi(ApiPorts ports) {
        this.ports = ports;
        this.tails = new TailSessions(ports);
    }

    /**
     * The handler of the API port.
     *
     * @param extra adds the node's own routes, such as {@code /ready} and {@code /metrics}
     */
    public HttpHandler handler(Consumer<Router> extra) {
        Router router = new Router();
        Publisher publisher = new Publisher(ports);
        new IdentityRoutes(ports).addTo(router);
        new TokenRoutes(ports).addTo(router);
        new ScriptRoutes(ports, publisher).addTo(router);
        new ContentRoutes(ports).addTo(router);
        new ServiceRoutes(ports).addTo(router);
        new VersionRoutes(ports, publisher).addTo(router);
        new DeploymentRoutes(ports).addTo(router);
        new NamespaceRoutes(ports).addTo(router);
        new SecretRoutes(ports, publisher).addTo(router);
        new SettingsRoutes(ports, publisher).addTo(router);
        new SubdomainRoutes(ports).addTo(router);
        new RouteRoutes(ports).addTo(router);
        new DomainRoutes(ports).addTo(router);
        new ScheduleRoutes(ports).addTo(router);
        new TailRoutes(ports, tails).addTo(router);
        new AbsentRoutes(ports).addTo(router);
        extra.accept(router);
        return new RestServer(router, new Tokens(ports.catalog(), ports.clock()), RestLimits.DEFAULT, ports.failures());
    }

    /** Ends the tails. */
    @Override
    public void close() {
        tails.close();
    }
}
