/** Puts invoicing together. */
@NullMarked
package reckoner.invoicing.wiring;

import org.jspecify.annotations.NullMarked;
