/** Fuzzers: what chooses and feeds them. The targets live in the packages that they attack. */
@NullMarked
package dev.selvedge.fuzz;

import org.jspecify.annotations.NullMarked;
