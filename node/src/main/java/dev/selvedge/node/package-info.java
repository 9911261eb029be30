/** main, roles, configuration, wiring, command line. */
@NullMarked
package dev.selvedge.node;

import org.jspecify.annotations.NullMarked;
