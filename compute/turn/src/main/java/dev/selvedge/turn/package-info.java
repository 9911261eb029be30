/** The turn protocol between node and engine: frames, records, the shared arena. */
@NullMarked
package dev.selvedge.turn;

import org.jspecify.annotations.NullMarked;
