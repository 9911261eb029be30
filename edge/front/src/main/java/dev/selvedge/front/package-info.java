/** Listeners, routes, destinations. */
@NullMarked
package dev.selvedge.front;

import org.jspecify.annotations.NullMarked;
