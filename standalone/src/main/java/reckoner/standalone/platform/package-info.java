/** Everything in one process: data folder, secrets, database, Temporal, and the four services. */
@NullMarked
package reckoner.standalone.platform;

import org.jspecify.annotations.NullMarked;
