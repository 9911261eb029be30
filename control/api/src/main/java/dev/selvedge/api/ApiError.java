package dev.selvedge.api;

import dev.selvedge.base.ErrorCode;
import dev.selvedge.base.PlatformException;

/** Failures of the control API, in the numbers that wrangler and the SDKs act on. */
enum ApiError implements ErrorCode {
    /** The token belongs to an account and not to a user; wrangler then calls it an account token. */
    NOT_A_USER_TOKEN(1000, 401),
    ZONE_NOT_FOUND(1001, 404),
    ZONE_TAKEN(1061, 409),
    NO_USER(9109, 403),
    INVALID_REQUEST(10001, 400),
    NOT_FOUND(10007, 404),
    /** Through no fault of the client, and gone when it tries again: wrangler repeats calls that end with a 5xx. */
    UNAVAILABLE(10013, 503),
    INVALID_NAME(10016, 400),
    ROUTE_TAKEN(10020, 409),
    INVALID_SCRIPT(10021, 400),
    INVALID_PATTERN(10022, 400),
    SCRIPT_TOO_LARGE(10027, 413),
    SUBDOMAIN_TAKEN(10031, 409),
    /** Wrangler reads this as "free to register". */
    SUBDOMAIN_FREE(10032, 404),
    TOO_MANY(10037, 403),
    /** A product that this release does not have yet. */
    NOT_YET(10042, 400),
    NAME_IN_USE(10053, 400),
    VALUE_TOO_LARGE(10054, 400),
    TOO_MANY_BINDINGS(10055, 400),
    SECRET_NOT_FOUND(10056, 404),
    NOTHING_TO_INHERIT(10057, 400),
    /** A Durable Object class that a binding cannot have, or that a binding keeps. */
    BINDING_CLASS(10061, 400),
    /** A version that does not export a class which has objects. */
    CLASS_NOT_EXPORTED(10064, 400),
    NAMESPACE_NOT_FOUND(10066, 404),
    NO_HANDLERS(10068, 400),
    MIGRATION_NOT_EXPORTED(10070, 400),
    MIGRATION_CONFLICT(10074, 400),
    MIGRATION_TAG(10079, 412),
    SERVICE_NOT_FOUND(10090, 404),
    INVALID_CRON(10100, 400),
    BOUND_SERVICE_NOT_FOUND(10143, 400),
    MIGRATION_IN_VERSION(10211, 400),
    VERSION_NOT_FOUND(10212, 404),
    LATEST_NOT_DEPLOYED_SETTINGS(10214, 400),
    LATEST_NOT_DEPLOYED(10215, 400),
    SECRETS_CHANGED(10220, 400),
    NO_VERSIONS(10222, 404),
    HOST_TAKEN(100117, 409),
    /** Has {@code meta.details}, which wrangler shows one by one. */
    EXPORTS(100402, 400),
    EXPORTS_DIFFER(100405, 400),
    EXPORT_NOT_PROVISIONED(100406, 400);

    private final int number;
    private final int httpStatus;

    ApiError(int number, int httpStatus) {
        this.number = number;
        this.httpStatus = httpStatus;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public int httpStatus() {
        return httpStatus;
    }

    PlatformException because(String what) {
        return new PlatformException(this, what);
    }

    /** With a sentence about what to do next. */
    PlatformException because(String what, String remedy) {
        return new PlatformException(this, what, remedy);
    }
}
