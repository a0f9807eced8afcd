@NullMarked
package reckoner.catalog.json;

import org.jspecify.annotations.NullMarked;
