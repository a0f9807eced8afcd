/**
 * Meters: how many units a period's events are.
 *
 * <p>A meter is an {@link reckoner.pricing.meter.Aggregation} over a {@link
 * reckoner.pricing.meter.PeriodUsage}; a {@link reckoner.pricing.meter.Measured} is its quantity
 * and what led to it. Nothing is binary floating point (RULES A1); a quantity is exact or was
 * divided once, at its end (RULES A4), and is not rounded here. It may so have more digits than an
 * event may report (RULES A3). What events report was checked when they were read (RULES A7).
 *
 * <p>Who has no room for the events keeps a {@link reckoner.pricing.meter.Window} of each part of
 * the period; {@link reckoner.pricing.meter.KeptUsage} measures the same.
 */
@NullMarked
package reckoner.pricing.meter;

import org.jspecify.annotations.NullMarked;
