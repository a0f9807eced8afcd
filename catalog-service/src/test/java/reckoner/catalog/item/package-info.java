@NullMarked
package reckoner.catalog.item;

import org.jspecify.annotations.NullMarked;
