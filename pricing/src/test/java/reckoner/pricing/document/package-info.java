@NullMarked
package reckoner.pricing.document;

import org.jspecify.annotations.NullMarked;
