/** Puts the catalog together. */
@NullMarked
package reckoner.catalog.wiring;

import org.jspecify.annotations.NullMarked;
