@NullMarked
package reckoner.pricing.bench;

import org.jspecify.annotations.NullMarked;
