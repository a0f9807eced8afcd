@NullMarked
package reckoner.rating;

import org.jspecify.annotations.NullMarked;
