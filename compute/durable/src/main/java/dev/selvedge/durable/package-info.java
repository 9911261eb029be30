/** The actor kernel: ids, storage on SQLite and the commit log, gates, alarms. */
@NullMarked
package dev.selvedge.durable;

import org.jspecify.annotations.NullMarked;
