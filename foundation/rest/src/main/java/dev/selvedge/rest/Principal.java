package dev.selvedge.rest;

/** Who is calling, as far as the router needs to know. */
public interface Principal {
    /** For logs and for the author fields of what is made. */
    String name();

    /** Whether it may touch this account at all. */
    boolean opens(String accountId);

    /** Whether it has a permission, such as {@code workers:write}. */
    boolean may(String permission);
}
