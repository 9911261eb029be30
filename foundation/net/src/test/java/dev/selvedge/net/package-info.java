/** Tests of net, over real sockets. */
@NullMarked
package dev.selvedge.net;

import org.jspecify.annotations.NullMarked;
