/**
 * Billing periods, proration and changes within a period (RULES B, E5).
 *
 * <p>Everything here is reckoned in local dates; instants are made from them in one place, the
 * first instant of the date in the zone. Where a zone's midnight does not exist, a date starts
 * after the gap. A date that a zone left out altogether (Pacific/Apia 2011-12-30) is no day: it
 * counts nothing, a boundary on it is the start of the next date, and a period of that one date
 * does not exist and has no number.
 *
 * <p>A period that is shorter than its cadence (a stub) knows the whole period that it is a piece
 * of; fractions are always of that whole. A whole period is billed whole on every basis.
 */
@NullMarked
package reckoner.pricing.calendar;

import org.jspecify.annotations.NullMarked;
