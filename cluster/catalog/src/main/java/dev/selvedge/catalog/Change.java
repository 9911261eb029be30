package dev.selvedge.catalog;

/** One step of a commit. Each says what is true afterwards, so that replaying it twice does no harm. */
public sealed interface Change {

    record PutAccount(Account account) implements Change {}

    record PutToken(ApiToken token) implements Change {}

    record RemoveToken(String id) implements Change {}

    /** Everything of a script but its versions and deployments, which have changes of their own. */
    record PutScript(ScriptHead head) implements Change {}

    /** The script with its versions, deployments, routes and domains; the namespaces of its classes become deleted ones. */
    record RemoveScript(String accountId, String name) implements Change {}

    record AddVersion(String accountId, String script, Version version) implements Change {}

    record DropVersion(String accountId, String script, VersionId version) implements Change {}

    record Deploy(String accountId, String script, Deployment deployment) implements Change {}

    record PutZone(Zone zone) implements Change {}

    record RemoveZone(String id) implements Change {}

    record PutRoute(Route route) implements Change {}

    record RemoveRoute(String id) implements Change {}

    record PutDomain(CustomDomain domain) implements Change {}

    record RemoveDomain(String id) implements Change {}

    /** A class has objects from now on, or is served under another name or by another Worker. */
    record PutNamespace(ObjectNamespace namespace) implements Change {}

    /** Its objects are gone for everybody; {@link CatalogView#deletedNamespaces} shows it until their data is gone too. */
    record RemoveNamespace(ObjectNamespace namespace) implements Change {}

    /** Nothing of a deleted namespace is left on disk. */
    record ForgetNamespace(String id) implements Change {}
}
