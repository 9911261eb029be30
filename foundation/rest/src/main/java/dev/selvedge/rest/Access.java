package dev.selvedge.rest;

/** Who may call a route. */
public sealed interface Access {

    /** Anybody; the handler checks for itself if it must. */
    record Open() implements Access {}

    /**
     * A principal that opens the account in the path, if there is one, and has the permission.
     *
     * @param permission "" for none in particular
     */
    record SignedIn(String permission) implements Access {}

    static Access open() {
        return new Open();
    }

    static Access signedIn() {
        return new SignedIn("");
    }

    static Access needs(String permission) {
        return new SignedIn(permission);
    }
}
