/** What exists: Workers, versions, deployments, secrets, routes. An ordered log and its local copy. */
@NullMarked
package dev.selvedge.catalog;

import org.jspecify.annotations.NullMarked;
