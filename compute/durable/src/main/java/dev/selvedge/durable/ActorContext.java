package dev.selvedge.durable;

import dev.selvedge.sqlite.Database;

/** What an actor in Java is given when it wakes. Belongs to its turns: nobody may use it outside of one. */
public interface ActorContext {

    ActorKey key();

    /**
     * Its database, in a transaction that ends with the turn. What is called on it must leave transactions alone; the statements
     * of {@link Database#own} are kept.
     */
    Database database();

    /** When the actor will be woken; {@link CommitImage#NO_ALARM} if it will not. */
    long alarmMillis();

    /** Asks to be woken at a time, or with {@link CommitImage#NO_ALARM} not to be: part of what the turn writes. */
    void alarm(long wallMillis);

    /** An actor that can be woken. */
    interface Alarmed {
        /** A turn of its own. Its alarm is over unless it sets another; if it throws, it is tried again. */
        void alarm() throws Exception;
    }
}
