/** Writes an invoice as PDF, JSON and CSV. */
@NullMarked
package reckoner.invoicing.rendering;

import org.jspecify.annotations.NullMarked;
