/** The catalog service as rating calls it. */
@NullMarked
package reckoner.rating.catalog;

import org.jspecify.annotations.NullMarked;
