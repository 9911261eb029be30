/** The only code that knows Javet. */
@NullMarked
package dev.selvedge.v8;

import org.jspecify.annotations.NullMarked;
