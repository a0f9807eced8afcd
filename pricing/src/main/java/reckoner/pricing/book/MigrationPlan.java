package reckoner.pricing.book;

/**
 * From which version of a book contracts come to which.
 *
 * @param rung where the book stands on their ladders
 * @param fromVersion what the contracts pin that are concerned
 */
public record MigrationPlan(Rung rung, int fromVersion, PriceBook to) {}
