/** What is done again and again while a service runs. */
@NullMarked
package reckoner.kit.loop;

import org.jspecify.annotations.NullMarked;
