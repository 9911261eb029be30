package dev.selvedge.commitlog;

import java.nio.ByteBuffer;

/**
 * One entry as it was found.
 *
 * @param position where it is
 * @param wallMillis when it was written, never earlier than the one before it
 */
public record Entry(long position, long wallMillis, ByteBuffer payload) {}
