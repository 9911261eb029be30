/** Ids, bytes, time, tasks, limits, errors, configuration. */
@NullMarked
package dev.selvedge.base;

import org.jspecify.annotations.NullMarked;
