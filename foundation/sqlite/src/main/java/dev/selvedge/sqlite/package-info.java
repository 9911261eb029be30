/** SQLite through java.lang.foreign: the only code that knows libsqlite3. */
@NullMarked
package dev.selvedge.sqlite;

import org.jspecify.annotations.NullMarked;
