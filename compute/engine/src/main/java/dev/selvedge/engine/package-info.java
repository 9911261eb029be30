/** The child process that runs isolates. */
@NullMarked
package dev.selvedge.engine;

import org.jspecify.annotations.NullMarked;
