/** What actors wrote, in order and durable: one log with group commit. */
@NullMarked
package dev.selvedge.commitlog;

import org.jspecify.annotations.NullMarked;
