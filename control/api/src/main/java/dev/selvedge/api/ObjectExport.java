package dev.selvedge.api;

import dev.selvedge.catalog.ObjectNamespace.Storage;

/**
 * What the {@code exports} of an upload declare of one Durable Object class: that it lives, or what becomes of its objects.
 * See developers.cloudflare.com/durable-objects/reference/durable-objects-migrations.
 */
sealed interface ObjectExport {

    /** The class has objects. */
    record Live(Storage storage) implements ObjectExport {}

    /** Its objects are deleted with all they stored. */
    record Deleted() implements ObjectExport {}

    /** Its objects belong to another class of the Worker. */
    record Renamed(String to) implements ObjectExport {}

    /** Its objects belong to the class of the same name of another Worker, which expects them. */
    record Transferred(String script) implements ObjectExport {}

    /** It waits for the objects of the class of the same name of another Worker. */
    record Expected(Storage storage, String script) implements ObjectExport {}
}
