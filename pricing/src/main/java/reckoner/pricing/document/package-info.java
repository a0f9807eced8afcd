/**
 * A document as a value: lines, discounts, minimums and maximums, credits, taxes and the customer's
 * balance, in the order of RULES E2–E4.
 */
@NullMarked
package reckoner.pricing.document;

import org.jspecify.annotations.NullMarked;
