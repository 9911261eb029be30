/** The only code that knows Netty. */
@NullMarked
package dev.selvedge.net;

import org.jspecify.annotations.NullMarked;
