/** A tiny router in the v4 envelope. */
@NullMarked
package dev.selvedge.rest;

import org.jspecify.annotations.NullMarked;
