package dev.selvedge.api;

import java.util.HashMap;
import java.util.Map;

/** What the namespaces that one call makes are made of. A call may be looked at more than once and has the same ids each time. */
final class NamespaceIds implements ClassTable.Source {

    private final ApiPorts ports;
    private final Map<String, String> ids = new HashMap<>();

    NamespaceIds(ApiPorts ports) {
        this.ports = ports;
    }

    @Override
    public String idOf(String className) {
        return ids.computeIfAbsent(className, _ -> Ids.random(ports.random()));
    }

    @Override
    public long nowMillis() {
        return ports.clock().wallMillis();
    }

    @Override
    public int most() {
        return ports.limits().objectClasses();
    }
}
