/** Puts rating together. */
@NullMarked
package reckoner.rating.wiring;

import org.jspecify.annotations.NullMarked;
