@NullMarked
package reckoner.pricing.model;

import org.jspecify.annotations.NullMarked;
