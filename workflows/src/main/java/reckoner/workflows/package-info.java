/** Customers, quotes, contracts and billing runs: the domain. */
@Configuration
@Requires(env = "workflows")
@NullMarked
package reckoner.workflows;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
