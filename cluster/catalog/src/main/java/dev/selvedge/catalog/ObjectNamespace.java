package dev.selvedge.catalog;

/**
 * All Durable Objects of one class. The objects and their data belong to the id; which Worker and which class serve them may
 * change by a migration, and bindings made before it go on to work.
 *
 * @param id 32 hexadecimal digits, never used again
 * @param script the Worker whose deployed versions export the class
 * @param storage never changes
 */
public record ObjectNamespace(
        String id, String accountId, String script, String className, Storage storage, long createdMillis) {

    /** What {@code ctx.storage} of the objects offers. The names are part of the log's format. */
    public enum Storage {
        /** SQL, synchronous keys and values, points in time, and all that the other has. */
        SQLITE,
        /** Asynchronous keys and values only. */
        KEY_VALUE
    }

    /** The same objects, served by another class or another Worker from now on. */
    public ObjectNamespace servedBy(String newScript, String newClass) {
        return new ObjectNamespace(id, accountId, newScript, newClass, storage, createdMillis);
    }
}
