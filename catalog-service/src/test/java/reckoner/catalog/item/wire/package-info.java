@NullMarked
package reckoner.catalog.item.wire;

import org.jspecify.annotations.NullMarked;
