package dev.selvedge.api;

import dev.selvedge.catalog.Account;
import dev.selvedge.catalog.CatalogView;
import dev.selvedge.catalog.Deployment;
import dev.selvedge.catalog.Script;
import dev.selvedge.catalog.Version;
import dev.selvedge.catalog.VersionId;
import dev.selvedge.rest.Request;
import dev.selvedge.rest.RestError;
import dev.selvedge.rest.RestException;

/** Finds what a path names, or fails with the number that clients expect for it. */
final class Look {

    private Look() {}

    static Account account(ApiPorts ports, Request request) {
        return ports.catalog()
                .view()
                .account(request.path("account"))
                .orElseThrow(() -> new RestException(RestError.NO_ROUTE, "No such account."));
    }

    static Script script(ApiPorts ports, Request request) {
        return script(ports.catalog().view(), request.path("account"), request.path("script"));
    }

    static Script script(CatalogView view, String accountId, String name) {
        return view.script(accountId, name)
                .orElseThrow(() -> ApiError.NOT_FOUND.because("This Worker does not exist on your account."));
    }

    static Version version(Script script, String id) {
        return script.version(versionId(id)).orElseThrow(() -> noVersion(id));
    }

    static VersionId versionId(String id) {
        try {
            return VersionId.parse(id);
        } catch (IllegalArgumentException e) {
            throw noVersion(id);
        }
    }

    /** The version that gets all traffic and is the newest too: what calls that change "the Worker" start from. */
    static Version onlyVersion(Script script, ApiError otherwise) {
        Version latest = script.latest().orElseThrow(() -> ApiError.NO_VERSIONS.because("The Worker has no versions."));
        boolean alone = script.deployment()
                .map(Deployment::shares)
                .map(shares -> shares.size() == 1 && shares.getFirst().version().equals(latest.id()))
                .orElse(false);
        if (!alone) {
            throw otherwise.because(
                    "The latest version of the Worker is not the one that is deployed.",
                    "Deploy it fully first, or change a version instead.");
        }
        return latest;
    }

    private static RuntimeException noVersion(String id) {
        return ApiError.VERSION_NOT_FOUND.because("The version " + id + " does not exist for this Worker.");
    }
}
