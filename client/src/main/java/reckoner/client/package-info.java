/** Reports usage to the rating service and loses none of it while the service is away. */
@NullMarked
package reckoner.client;

import org.jspecify.annotations.NullMarked;
