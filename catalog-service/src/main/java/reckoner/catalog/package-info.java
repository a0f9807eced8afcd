/** The catalog: cost books, price books and their immutable versions. */
@NullMarked
@Configuration
@Requires(env = "catalog")
package reckoner.catalog;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
