@NullMarked
package reckoner.pricing.calendar;

import org.jspecify.annotations.NullMarked;
