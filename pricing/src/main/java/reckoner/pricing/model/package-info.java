/** The pure kernel: money, quantities, prices and their arithmetic. JDK only, no clocks, no ids. */
@NullMarked
package reckoner.pricing.model;

import org.jspecify.annotations.NullMarked;
