/** Computations without a server: requests as lines of JSON, replies as lines of JSON. */
@NullMarked
package reckoner.standalone.calc;

import org.jspecify.annotations.NullMarked;
