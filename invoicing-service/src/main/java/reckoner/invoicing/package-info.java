/** Documents and money owed: legal entities, invoices, claims of charges, files. */
@Configuration
@Requires(env = "invoicing")
@NullMarked
package reckoner.invoicing;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
