/** The one chain of interceptors in front of every service. */
@NullMarked
package reckoner.kit.edge;

import org.jspecify.annotations.NullMarked;
