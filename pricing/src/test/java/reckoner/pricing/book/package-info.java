@NullMarked
package reckoner.pricing.book;

import org.jspecify.annotations.NullMarked;
