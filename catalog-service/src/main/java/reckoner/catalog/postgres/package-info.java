/** The catalog's tables. */
@NullMarked
package reckoner.catalog.postgres;

import org.jspecify.annotations.NullMarked;
