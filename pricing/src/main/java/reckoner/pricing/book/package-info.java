/**
 * Price books as values: which price applies and why the others do not (RULES D1, D2), what changed
 * between two versions, and whom a new version reaches when.
 *
 * <p>A book is asked with a product, the dimensions of an event and its time. The most specific
 * cell that has an entry in force at that time answers; a cell whose entries have ended, or have
 * not begun, leaves the event to less specific ones.
 */
@NullMarked
package reckoner.pricing.book;

import org.jspecify.annotations.NullMarked;
