@NullMarked
package reckoner.pricing.commitment;

import org.jspecify.annotations.NullMarked;
