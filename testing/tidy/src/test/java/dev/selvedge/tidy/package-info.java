/** The rules of the house as tests over the repository itself: sizes, floors, banned calls, words, dependencies. */
@NullMarked
package dev.selvedge.tidy;

import org.jspecify.annotations.NullMarked;
