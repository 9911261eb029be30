package dev.selvedge.catalog;

import org.jspecify.annotations.Nullable;

/** Something a Worker finds in {@code env}. Later products add their own kinds here. */
public sealed interface Binding {

    String name();

    /** The {@code type} of the upload format. */
    String type();

    record PlainText(String name, String text) implements Binding {
        @Override
        public String type() {
            return "plain_text";
        }
    }

    /** A value, as JSON text. */
    record Json(String name, String json) implements Binding {
        @Override
        public String type() {
            return "json";
        }
    }

    record SecretText(String name, SealedText text) implements Binding {
        @Override
        public String type() {
            return "secret_text";
        }
    }

    /**
     * A CryptoKey.
     *
     * @param algorithm JSON of the algorithm
     * @param format raw, pkcs8, spki or jwk
     * @param usages JSON array
     * @param key sealed base64 (raw, pkcs8, spki) or JSON (jwk)
     */
    record SecretKey(String name, String algorithm, String format, String usages, SealedText key) implements Binding {
        @Override
        public String type() {
            return "secret_key";
        }
    }

    /**
     * Another Worker of the same account.
     *
     * @param entrypoint exported name, or null for the default export
     * @param props JSON handed to the entrypoint, or null
     */
    record Service(
            String name,
            String service,
            @Nullable String environment,
            @Nullable String entrypoint,
            @Nullable String props)
            implements Binding {
        @Override
        public String type() {
            return "service";
        }
    }

    /**
     * The Durable Objects of one class.
     *
     * @param className as the binding named it, which a later migration may rename
     * @param script the Worker that exports it, or null for the Worker that has the binding
     * @param environment as the upload gave it
     * @param namespaceId what counts: {@link CatalogView#namespace} says who serves its objects now
     */
    record DurableObject(
            String name,
            String className,
            @Nullable String script,
            @Nullable String environment,
            String namespaceId) implements Binding {
        @Override
        public String type() {
            return "durable_object_namespace";
        }
    }

    /** {@code {id, tag, timestamp}} of the running version. */
    record VersionMetadata(String name) implements Binding {
        @Override
        public String type() {
            return "version_metadata";
        }
    }

    /**
     * A module bound to a name, for scripts in the service-worker format.
     *
     * @param kind {@code wasm_module}, {@code text_blob} or {@code data_blob}
     * @param module name of the module that holds the content
     */
    record Part(String name, String kind, String module) implements Binding {
        @Override
        public String type() {
            return kind;
        }
    }
}
