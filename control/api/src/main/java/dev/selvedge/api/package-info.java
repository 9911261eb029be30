/** /client/v4 as wrangler and the SDKs speak it. */
@NullMarked
package dev.selvedge.api;

import org.jspecify.annotations.NullMarked;
