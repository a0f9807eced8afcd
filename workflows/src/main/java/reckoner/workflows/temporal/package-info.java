/**
 * The long-running processes, on Temporal. They decide nothing by Temporal's time and keep nothing
 * in it.
 */
@NullMarked
package reckoner.workflows.temporal;

import org.jspecify.annotations.NullMarked;
