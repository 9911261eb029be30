package dev.selvedge.catalog;

/** Which script: names are unique within an account only. */
record ScriptKey(String accountId, String name) {}
