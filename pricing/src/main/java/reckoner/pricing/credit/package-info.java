/** Grants of credit: their order, what they pay, what lapses and what rolls over (RULES F). */
@NullMarked
package reckoner.pricing.credit;

import org.jspecify.annotations.NullMarked;
