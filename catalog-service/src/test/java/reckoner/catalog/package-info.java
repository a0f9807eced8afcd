@NullMarked
package reckoner.catalog;

import org.jspecify.annotations.NullMarked;
