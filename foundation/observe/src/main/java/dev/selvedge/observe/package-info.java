/** Events, counters, ray ids, the log ring. */
@NullMarked
package dev.selvedge.observe;

import org.jspecify.annotations.NullMarked;
