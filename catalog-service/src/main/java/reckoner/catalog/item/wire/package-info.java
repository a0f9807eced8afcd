/** The form in which items are written: protos, read with all faults, hashed and compared. */
@NullMarked
package reckoner.catalog.item.wire;

import org.jspecify.annotations.NullMarked;
