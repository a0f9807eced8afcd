/** Conditions on events as CEL. */
@NullMarked
package reckoner.catalog.item.cel;

import org.jspecify.annotations.NullMarked;
