package dev.selvedge.api;

import dev.selvedge.rest.Access;
import dev.selvedge.rest.Handler;
import dev.selvedge.rest.Json;
import dev.selvedge.rest.Reply;
import dev.selvedge.rest.Request;
import dev.selvedge.rest.Router;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Products that are not here yet: their lists are empty where wrangler asks in passing, everything else says so clearly. */
final class AbsentRoutes {

    private static final Map<String, String> PRODUCTS = new LinkedHashMap<>();

    static {
        PRODUCTS.put("/storage/kv", "Workers KV");
        PRODUCTS.put("/r2", "R2");
        PRODUCTS.put("/d1", "D1");
        PRODUCTS.put("/queues", "Queues");
        PRODUCTS.put("/pages", "Pages");
        PRODUCTS.put("/workflows", "Workflows");
        PRODUCTS.put("/hyperdrive", "Hyperdrive");
        PRODUCTS.put("/vectorize", "Vectorize");
        PRODUCTS.put("/workers/dispatch", "Workers for Platforms");
        PRODUCTS.put("/workers/assets", "Static assets");
        PRODUCTS.put("/containers", "Containers");
    }

    private final ApiPorts ports;

    AbsentRoutes(ApiPorts ports) {
        this.ports = ports;
    }

    void addTo(Router router) {
        router.add("GET", ControlApi.ACCOUNT + "/storage/kv/namespaces", Access.signedIn(), this::none)
                .add("GET", ControlApi.WORKERS + "/dispatch/namespaces", Access.signedIn(), this::none)
                .add("GET", ControlApi.ACCOUNT + "/queues", Access.signedIn(), this::none);
        PRODUCTS.forEach((path, product) -> refuse(router, ControlApi.ACCOUNT + path, product));
        for (String path : List.of("/assets-upload-session", "/edge-preview", "/subdomain/edge-preview")) {
            String product = path.startsWith("/assets") ? "Static assets" : "Remote development";
            for (String method : List.of("GET", "POST")) {
                router.add(method, ControlApi.SCRIPT + path, Access.signedIn(), absent(product));
            }
        }
    }

    private static void refuse(Router router, String base, String product) {
        for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE")) {
            router.add(method, base + "/{rest...}", Access.signedIn(), absent(product));
        }
    }

    private static Handler absent(String product) {
        return request -> {
            throw ApiError.NOT_YET.because(
                    product + (product.endsWith("s") ? " are" : " is") + " not available on this node yet.");
        };
    }

    private Reply none(Request request) {
        Look.account(ports, request);
        return Pages.of(request, List.<String>of(), name -> Json.object().put("name", name));
    }
}
