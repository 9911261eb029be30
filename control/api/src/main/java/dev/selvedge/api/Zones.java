package dev.selvedge.api;

import dev.selvedge.catalog.CatalogView;
import dev.selvedge.catalog.Change;
import dev.selvedge.catalog.Zone;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Local zones. Nobody registers a zone here: the first account whose route or custom domain names one gets it. Parents and
 * children of another account's zone are refused, and so is whatever lies over or under the hosts of Workers.
 */
final class Zones {

    private static final Pattern NAME =
            Pattern.compile("(?=.{3,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    private final ApiPorts ports;

    Zones(ApiPorts ports) {
        this.ports = ports;
    }

    /** The zone that a host belongs to, made if need be; its making is added to the changes. */
    Zone claim(CatalogView view, String accountId, Named named, String host, List<Change> changes) {
        if (!named.id().isEmpty()) {
            return byId(view, accountId, named.id(), host, changes);
        }
        Optional<Zone> covering = covering(view, accountId, host);
        if (named.name().isEmpty() && covering.isPresent()) {
            return covering.get();
        }
        Zone zone = candidate(view, accountId, named.name().isEmpty() ? host : named.name());
        boolean known = view.zone(zone.id()).isPresent()
                || changes.stream().anyMatch(change -> change.equals(new Change.PutZone(zone)));
        if (!known) {
            changes.add(new Change.PutZone(zone));
        }
        return zone;
    }

    /** A known zone, or the one that a look-up by name promised under this id before it existed. */
    private Zone byId(CatalogView view, String accountId, String id, String host, List<Change> changes) {
        Optional<Zone> known = view.zone(id).filter(zone -> zone.accountId().equals(accountId));
        if (known.isPresent()) {
            return known.get();
        }
        for (String name = host; !name.isEmpty(); name = parent(name)) {
            if (Ids.ofName("zone", name).equals(id) && view.zone(id).isEmpty()) {
                return claim(view, accountId, new Named("", name), host, changes);
            }
        }
        throw ApiError.ZONE_NOT_FOUND.because("There is no zone " + shown(id) + ".");
    }

    /** How a call names a zone: by id, by name, or not at all. */
    record Named(String id, String name) {}

    /** The longest zone of the account that the host lies in. */
    static Optional<Zone> covering(CatalogView view, String accountId, String host) {
        for (String name = host; !name.isEmpty(); name = parent(name)) {
            Optional<Zone> zone =
                    view.zoneNamed(name).filter(found -> found.accountId().equals(accountId));
            if (zone.isPresent()) {
                return zone;
            }
        }
        return Optional.empty();
    }

    /** The zone as it is, or as it would be if the account claimed it now. */
    Zone candidate(CatalogView view, String accountId, String rawName) {
        String name = rawName.toLowerCase(Locale.ROOT);
        if (!NAME.matcher(name).matches()) {
            throw ApiError.INVALID_PATTERN.because("\"" + shown(name) + "\" is not the name of a zone.");
        }
        String suffix = ports.suffix();
        if (isWithin(name, suffix) || isWithin(suffix, name)) {
            throw ApiError.ZONE_TAKEN.because("\"" + name + "\" belongs to the hosts of this node's Workers.");
        }
        Optional<Zone> existing = view.zoneNamed(name);
        if (existing.isPresent() && existing.get().accountId().equals(accountId)) {
            return existing.get();
        }
        for (Zone zone : view.zones()) {
            boolean related = isWithin(name, zone.name()) || isWithin(zone.name(), name);
            if (related && !zone.accountId().equals(accountId)) {
                throw ApiError.ZONE_TAKEN.because("\"" + name + "\" belongs to another account of this node.");
            }
        }
        return new Zone(Ids.ofName("zone", name), accountId, name, ports.clock().wallMillis());
    }

    static boolean isWithin(String host, String zone) {
        return host.equals(zone) || host.endsWith("." + zone);
    }

    private static String parent(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1);
    }

    static String shown(@Nullable String text) {
        String known = text == null ? "" : text;
        return known.length() <= 100 ? known : known.substring(0, 100) + "…";
    }
}
