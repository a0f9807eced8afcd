@NullMarked
package reckoner.pricing.meter;

import org.jspecify.annotations.NullMarked;
