/** Reads CloudEvents as usage events, for every door through which they come. */
@NullMarked
package reckoner.rating.cloudevents;

import org.jspecify.annotations.NullMarked;
