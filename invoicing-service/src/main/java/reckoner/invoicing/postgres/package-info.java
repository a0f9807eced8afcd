/** Keeps legal entities, invoices and their files in PostgreSQL. */
@NullMarked
package reckoner.invoicing.postgres;

import org.jspecify.annotations.NullMarked;
