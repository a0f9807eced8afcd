/** The tables. */
@NullMarked
package reckoner.workflows.postgres;

import org.jspecify.annotations.NullMarked;
