/** Reads public price lists. */
@NullMarked
package reckoner.catalog.json;

import org.jspecify.annotations.NullMarked;
