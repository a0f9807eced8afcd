@NullMarked
package reckoner.rating.postgres;

import org.jspecify.annotations.NullMarked;
