package dev.selvedge.rest;

import java.util.Optional;

/** Tells who is behind a secret. */
@FunctionalInterface
public interface Authenticator {
    /** Empty if the secret is unknown, expired or revoked. The secret came as a bearer token or as an API key. */
    Optional<Principal> authenticate(String secret);
}
