/**
 * Templates: business models as catalog files, each with a worked example that ends in an exact
 * invoice. Nothing here stores or calls anything; computations and prices come through ports.
 */
@NullMarked
package reckoner.catalog.template;

import org.jspecify.annotations.NullMarked;
