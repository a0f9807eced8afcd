/** Rating: usage in once, charges due exactly. */
@NullMarked
@Configuration
@Requires(env = "rating")
package reckoner.rating;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
