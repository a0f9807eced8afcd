@NullMarked
package reckoner.rating.cel;

import org.jspecify.annotations.NullMarked;
