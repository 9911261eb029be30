/** Host side: which version runs where, dispatch, engines. */
@NullMarked
package dev.selvedge.workers;

import org.jspecify.annotations.NullMarked;
