/** The JavaScript that a Worker sees. */
@NullMarked
package dev.selvedge.webapi;

import org.jspecify.annotations.NullMarked;
