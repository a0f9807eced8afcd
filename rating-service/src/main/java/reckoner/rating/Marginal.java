package reckoner.rating;

import java.math.BigDecimal;

/**
 * What an event was worth to one line when it arrived (RULES F7); never rewritten.
 *
 * @param aggregate of the line and place into which it fell
 * @param amount exact, under the tiers and free units that were left then
 * @param cost of free units too (RULES G6), as it was known then
 */
public record Marginal(long aggregate, BigDecimal amount, Cost cost) {}
