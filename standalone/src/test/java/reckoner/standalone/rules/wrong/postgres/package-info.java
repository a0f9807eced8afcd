/** An adapter that goes through floating point. */
@NullMarked
package reckoner.standalone.rules.wrong.postgres;

import org.jspecify.annotations.NullMarked;
