/** What a customer commits to spend, what counts to it and what is lacking (RULES F5). */
@NullMarked
package reckoner.pricing.commitment;

import org.jspecify.annotations.NullMarked;
